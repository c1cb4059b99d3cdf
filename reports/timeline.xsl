<?xml version="1.0" encoding="UTF-8"?>
<!--
  One question's fan-out as a drawing: a bar for the whole question, one for each source, ticks in time, and a line where
  an answer time limit falls. Horizontal positions are percentages and the drawing has no viewBox, so it takes the width
  of the page while its text keeps its size, on a phone as on paper.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r">

  <xsl:variable name="row-height" select="24"/>
    <xsl:variable name="plot-width" select="70"/>

  <xsl:template match="r:question" mode="timeline">
    <xsl:variable name="id" select="concat(../@id, '-', @id)"/>
    <xsl:variable name="last-end">
      <xsl:for-each select="r:source[@duration-ns]">
        <xsl:sort select="@started-ns + @duration-ns" data-type="number" order="descending"/>
        <xsl:if test="position() = 1"><xsl:value-of select="@started-ns + @duration-ns - ../@started-ns"/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <!-- The axis reaches what happened, and the limits once they are near enough to mean something. -->
    <xsl:variable name="reach">
      <xsl:for-each select="@duration-ns | @limit-early-ns[. &lt; 4 * ../@duration-ns] |
                            @limit-late-ns[../@limit-early-ns &lt; ../@duration-ns]">
        <xsl:sort data-type="number" order="descending"/>
        <xsl:if test="position() = 1"><xsl:value-of select="."/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="axis" select="1.04 * ($reach * ($reach &gt;= $last-end) + $last-end * ($last-end &gt; $reach))"/>
    <!-- Names of persons need room only when there are several. -->
    <xsl:variable name="left" select="11 + 11 * boolean(r:source/@person)"/>
    <xsl:variable name="width" select="$plot-width - 11 * boolean(r:source/@person)"/>
    <xsl:variable name="rows" select="1 + count(r:source[@duration-ns])"/>
    <xsl:variable name="limits" select="@limit-early-ns[. &lt;= $axis] | @limit-late-ns[. &lt;= $axis]"/>
    <xsl:variable name="plot-top" select="8 + 22 * boolean($limits)"/>
    <xsl:variable name="bottom" select="$plot-top + $rows * $row-height"/>
    <figure class="drawing">
      <figcaption>
        <xsl:value-of select="w:ord('timeline')"/>
        <xsl:text>, </xsl:text>
        <xsl:call-template name="question-words"/>
      </figcaption>
      <svg role="img" aria-labelledby="t-{$id} d-{$id}" width="100%" height="{$bottom + 24}">
        <title id="t-{$id}">
          <xsl:value-of select="concat(w:ord('timeline'), ', ', @id, ': ', w:ord(concat('outcome.', @outcome)), ', ')"/>
          <xsl:call-template name="duration"><xsl:with-param name="ns" select="@duration-ns"/></xsl:call-template>
        </title>
        <desc id="d-{$id}"><xsl:value-of select="w:ord('timeline-desc')"/></desc>
        <xsl:call-template name="time-ticks">
          <xsl:with-param name="axis" select="$axis"/>
          <xsl:with-param name="left" select="$left"/>
          <xsl:with-param name="width" select="$width"/>
          <xsl:with-param name="top" select="$plot-top - 4"/>
          <xsl:with-param name="bottom" select="$bottom"/>
        </xsl:call-template>
        <xsl:call-template name="bar">
          <xsl:with-param name="label" select="w:ord('whole')"/>
          <xsl:with-param name="class" select="'whole'"/>
          <xsl:with-param name="from" select="0"/>
          <xsl:with-param name="top" select="$plot-top"/>
          <xsl:with-param name="axis" select="$axis"/>
          <xsl:with-param name="left" select="$left"/>
          <xsl:with-param name="width" select="$width"/>
        </xsl:call-template>
        <xsl:for-each select="r:source[@duration-ns]">
          <xsl:call-template name="bar">
            <xsl:with-param name="label" select="@code"/>
            <xsl:with-param name="class" select="@outcome"/>
            <xsl:with-param name="from" select="@started-ns - ../@started-ns"/>
            <xsl:with-param name="top" select="$plot-top + position() * $row-height"/>
            <xsl:with-param name="axis" select="$axis"/>
            <xsl:with-param name="left" select="$left"/>
            <xsl:with-param name="width" select="$width"/>
          </xsl:call-template>
        </xsl:for-each>
        <xsl:for-each select="$limits">
          <xsl:call-template name="time-limit">
            <xsl:with-param name="axis" select="$axis"/>
            <xsl:with-param name="left" select="$left"/>
            <xsl:with-param name="width" select="$width"/>
            <xsl:with-param name="bottom" select="$bottom"/>
          </xsl:call-template>
        </xsl:for-each>
      </svg>
      <xsl:call-template name="limits-outside"><xsl:with-param name="axis" select="$axis"/></xsl:call-template>
      <xsl:call-template name="source-table"/>
    </figure>
  </xsl:template>

  <!-- Context: the question or the source that the bar stands for. -->
  <xsl:template name="bar">
    <xsl:param name="label"/>
    <xsl:param name="class"/>
    <xsl:param name="from"/>
    <xsl:param name="top"/>
    <xsl:param name="axis"/>
    <xsl:param name="left"/>
    <xsl:param name="width"/>
    <xsl:variable name="x" select="format-number($left + $width * $from div $axis, '0.##')"/>
    <xsl:variable name="length" select="format-number($width * @duration-ns div $axis, '0.##')"/>
    <xsl:variable name="time">
      <xsl:call-template name="duration"><xsl:with-param name="ns" select="@duration-ns"/></xsl:call-template>
    </xsl:variable>
    <g class="bar {$class}">
      <text x="0" y="{$top + 13}" class="label">
        <xsl:value-of select="$label"/>
        <xsl:if test="self::r:source/@person">
          <tspan class="person">
            <xsl:value-of select="concat(' ', substring(@person, 1, 9))"/>
            <xsl:if test="string-length(@person) &gt; 9">…</xsl:if>
          </tspan>
        </xsl:if>
      </text>
      <rect x="{$x}%" y="{$top + 2}" height="14" rx="1.5"
            width="{$length}%">
        <title>
          <xsl:value-of select="normalize-space(concat($label, ' ', self::r:source/@person))"/>
          <xsl:text>: </xsl:text>
          <xsl:value-of select="$time"/>
          <xsl:if test="@kalla">
            <xsl:value-of select="concat(', ', w:ord('error-marked'), ' ', @kalla, ' ', @felkod)"/>
          </xsl:if>
        </title>
      </rect>
      <xsl:if test="self::r:source/@outcome = 'error'">
        <rect class="hatched" fill="url(#hatch)" x="{$x}%" y="{$top + 2}" height="14" rx="1.5"
              width="{$length}%"/>
      </xsl:if>
      <text x="100%" y="{$top + 13}" class="value">
        <xsl:value-of select="$time"/>
        <xsl:if test="self::r:source/@outcome = 'error'"> ×</xsl:if>
      </text>
    </g>
  </xsl:template>

  <!-- Ticks at even times, from zero to the end of the axis. -->
  <xsl:template name="time-ticks">
    <xsl:param name="axis"/>
    <xsl:param name="left"/>
    <xsl:param name="width"/>
    <xsl:param name="top"/>
    <xsl:param name="bottom"/>
    <xsl:param name="at" select="0"/>
    <xsl:param name="step">
      <xsl:call-template name="tick-step"><xsl:with-param name="length" select="$axis"/></xsl:call-template>
    </xsl:param>
    <xsl:variable name="x" select="format-number($left + $width * $at div $axis, '0.##')"/>
    <g class="tick">
      <!-- A phone has room for every other label. -->
      <xsl:if test="round($at div $step) mod 2 = 1"><xsl:attribute name="class">tick odd</xsl:attribute></xsl:if>
      <line x1="{$x}%" x2="{$x}%" y1="{$top}" y2="{$bottom}"/>
      <text x="{$x}%" y="{$bottom + 16}">
        <xsl:choose>
          <xsl:when test="$at = 0">0</xsl:when>
          <xsl:otherwise>
            <xsl:call-template name="duration"><xsl:with-param name="ns" select="$at"/></xsl:call-template>
          </xsl:otherwise>
        </xsl:choose>
      </text>
    </g>
    <xsl:if test="$at + $step &lt;= $axis">
      <xsl:call-template name="time-ticks">
        <xsl:with-param name="axis" select="$axis"/>
        <xsl:with-param name="left" select="$left"/>
        <xsl:with-param name="width" select="$width"/>
        <xsl:with-param name="top" select="$top"/>
        <xsl:with-param name="bottom" select="$bottom"/>
        <xsl:with-param name="at" select="$at + $step"/>
        <xsl:with-param name="step" select="$step"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- Context: the limit's attribute. -->
  <xsl:template name="time-limit">
    <xsl:param name="axis"/>
    <xsl:param name="left"/>
    <xsl:param name="width"/>
    <xsl:param name="bottom"/>
    <xsl:param name="suffix"/>
    <xsl:variable name="x" select="format-number($left + $width * . div $axis, '0.##')"/>
    <g class="limit">
      <line x1="{$x}%" x2="{$x}%" y1="18" y2="{$bottom}"/>
      <text x="{$x}%" y="12">
        <tspan class="roomy"><xsl:value-of select="concat(w:ord('limit'), ' ')"/></tspan>
        <xsl:call-template name="duration"><xsl:with-param name="ns" select="."/></xsl:call-template>
        <xsl:value-of select="$suffix"/>
      </text>
    </g>
  </xsl:template>

  <xsl:template name="limits-outside">
    <xsl:param name="axis"/>
    <xsl:variable name="outside" select="@limit-early-ns[. &gt; $axis] | @limit-late-ns[. &gt; $axis]"/>
    <xsl:if test="$outside">
      <p class="quiet">
        <xsl:value-of select="w:ord('limits-outside')"/>
        <xsl:for-each select="$outside">
          <xsl:sort data-type="number"/>
          <xsl:if test="position() &gt; 1"><xsl:value-of select="concat(' ', w:ord('and'))"/></xsl:if>
          <xsl:text> </xsl:text>
          <xsl:call-template name="duration"><xsl:with-param name="ns" select="."/></xsl:call-template>
        </xsl:for-each>
        <xsl:text>.</xsl:text>
      </p>
    </xsl:if>
  </xsl:template>

  <!-- The same times in words, for those who cannot see the drawing or want the figures. -->
  <xsl:template name="source-table">
    <details class="figures">
      <summary><xsl:value-of select="w:ord('as-table')"/></summary>
      <table>
        <caption><xsl:value-of select="concat(w:ord('times-of'), ' ', @id)"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('source')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('start')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('time')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('outcome')"/></th>
          </tr>
        </thead>
        <tbody><xsl:apply-templates select="r:source" mode="figures"/></tbody>
      </table>
    </details>
  </xsl:template>

  <xsl:template match="r:source" mode="figures">
    <tr>
      <th scope="row">
        <xsl:value-of select="@code"/>
        <xsl:if test="@person"><span class="person"><xsl:value-of select="concat(' ', @person)"/></span></xsl:if>
      </th>
      <td class="figure">
        <xsl:choose>
          <xsl:when test="@started-ns">
            <xsl:call-template name="duration">
              <xsl:with-param name="ns" select="@started-ns - ../@started-ns"/>
            </xsl:call-template>
          </xsl:when>
          <xsl:otherwise>–</xsl:otherwise>
        </xsl:choose>
      </td>
      <td class="figure">
        <xsl:choose>
          <xsl:when test="@duration-ns">
            <xsl:call-template name="duration"><xsl:with-param name="ns" select="@duration-ns"/></xsl:call-template>
          </xsl:when>
          <xsl:otherwise>–</xsl:otherwise>
        </xsl:choose>
      </td>
      <td>
        <xsl:value-of select="w:ord(concat('source.', @outcome))"/>
        <xsl:if test="@kalla"><xsl:value-of select="concat(', ', @kalla, ' ', @felkod)"/></xsl:if>
        <xsl:if test="@exchange"><span class="exchange"><xsl:value-of select="concat(' ', @exchange)"/></span></xsl:if>
      </td>
    </tr>
  </xsl:template>
</xsl:stylesheet>
