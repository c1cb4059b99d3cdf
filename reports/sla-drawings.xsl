<?xml version="1.0" encoding="UTF-8"?>
<!--
  The drawings of the monthly report: answer times, availability by day, requests by hour and by day. Places across are in
  percent, so that a drawing fills a page of any width while its words keep their size. Each has its figures as a table.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:s="urn:provbank:sla:1" exclude-result-prefixes="w s">

  <xsl:variable name="across-left" select="7"/>
  <xsl:variable name="across-width" select="92"/>
  <xsl:variable name="up-top" select="24"/>
  <xsl:variable name="up-height" select="170"/>
  <xsl:variable name="up-floor" select="$up-top + $up-height"/>
  <!-- Past this many times the late limit a single slow answer would squeeze all others. -->
  <xsl:variable name="times-reach" select="1.7"/>

  <xsl:template name="most">
    <xsl:param name="values"/>
    <xsl:for-each select="$values">
      <xsl:sort data-type="number" order="descending"/>
      <xsl:if test="position() = 1"><xsl:value-of select="."/></xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- Lines across at the half and the whole of `top`. -->
  <xsl:template name="count-axis">
    <xsl:param name="top"/>
    <g class="axis">
      <line x1="{$across-left}%" x2="{$across-left + $across-width}%" y1="{$up-top}" y2="{$up-top}"/>
      <text x="{$across-left - 0.7}%" y="{$up-top + 4}">
        <xsl:call-template name="number"><xsl:with-param name="value" select="$top"/></xsl:call-template>
      </text>
      <line x1="{$across-left}%" x2="{$across-left + $across-width}%" y1="{$up-floor}" y2="{$up-floor}"/>
      <text x="{$across-left - 0.7}%" y="{$up-floor + 4}">0</text>
    </g>
  </xsl:template>

  <xsl:template match="s:times[s:upto]" mode="drawing">
    <xsl:variable name="axis" select="$times-reach * @limit-late-ns"/>
    <xsl:variable name="shown" select="s:upto[@ns &lt;= $axis]"/>
    <xsl:variable name="top">
      <xsl:call-template name="most"><xsl:with-param name="values" select="$shown/@questions"/></xsl:call-template>
    </xsl:variable>
    <figure class="drawing">
      <figcaption><xsl:value-of select="w:ord('sla-times')"/></figcaption>
      <svg role="img" aria-labelledby="d1-t d1-d" width="100%" height="{$up-floor + 24}">
        <title id="d1-t"><xsl:value-of select="w:ord('sla-times')"/></title>
        <desc id="d1-d"><xsl:value-of select="w:ord('sla-times-desc')"/></desc>
        <xsl:call-template name="count-axis"><xsl:with-param name="top" select="$top"/></xsl:call-template>
        <xsl:call-template name="time-ticks">
          <xsl:with-param name="axis" select="$axis"/>
          <xsl:with-param name="left" select="$across-left"/>
          <xsl:with-param name="width" select="$across-width"/>
          <xsl:with-param name="top" select="$up-floor"/>
          <xsl:with-param name="bottom" select="$up-floor + 4"/>
        </xsl:call-template>
        <g class="col">
          <xsl:for-each select="$shown[@questions != 0]">
            <xsl:variable name="from" select="number(concat('0', preceding-sibling::s:upto[1]/@ns))"/>
            <xsl:variable name="height" select="$up-height * @questions div $top"/>
            <rect x="{format-number($across-left + $across-width * $from div $axis, '0.###')}%" y="{format-number($up-floor - $height, '0.#')}"
                  width="{format-number(0.9 * $across-width * (@ns - $from) div $axis, '0.###')}%" height="{format-number($height, '0.#')}"/>
          </xsl:for-each>
        </g>
        <xsl:for-each select="@limit-early-ns | @limit-late-ns">
          <xsl:call-template name="time-limit">
            <xsl:with-param name="axis" select="$axis"/>
            <xsl:with-param name="left" select="$across-left"/>
            <xsl:with-param name="width" select="$across-width"/>
            <xsl:with-param name="bottom" select="$up-floor"/>
          </xsl:call-template>
        </xsl:for-each>
      </svg>
      <xsl:variable name="beyond" select="sum(s:upto[@ns &gt; $axis]/@questions)"/>
      <xsl:if test="$beyond != 0">
        <p class="quiet">
          <xsl:value-of select="concat(w:ord('sla-beyond'), ' ')"/>
          <xsl:call-template name="number"><xsl:with-param name="value" select="$beyond"/></xsl:call-template>
        </p>
      </xsl:if>
      <details class="figures">
        <summary><xsl:value-of select="w:ord('sla-as-table')"/></summary>
        <table>
          <caption><xsl:value-of select="w:ord('sla-times')"/></caption>
          <thead><tr>
            <th scope="col"><xsl:value-of select="w:ord('sla-up-to')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('sla-questions')"/></th>
          </tr></thead>
          <tbody>
            <xsl:for-each select="s:upto[@questions != 0]">
              <tr>
                <th scope="row"><xsl:call-template name="duration"><xsl:with-param name="ns" select="@ns"/></xsl:call-template></th>
                <td class="figure"><xsl:call-template name="number"><xsl:with-param name="value" select="@questions"/></xsl:call-template></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </details>
    </figure>
  </xsl:template>
  <xsl:template match="s:times" mode="drawing"/>

  <xsl:template match="s:days" mode="availability">
    <xsl:variable name="days" select="s:day"/>
    <xsl:variable name="step" select="$across-width div count($days)"/>
    <figure class="drawing">
      <figcaption><xsl:value-of select="w:ord('sla-availability')"/></figcaption>
      <ul class="key">
        <li><i aria-hidden="true"><xsl:text> </xsl:text></i><xsl:value-of select="w:ord('sla-up')"/></li>
        <li class="disturbed"><i aria-hidden="true"><xsl:text> </xsl:text></i><xsl:value-of select="w:ord('sla-disturbed')"/></li>
        <li class="down"><i aria-hidden="true"><xsl:text> </xsl:text></i><xsl:value-of select="w:ord('sla-down')"/></li>
      </ul>
      <svg role="img" aria-labelledby="d2-t d2-d" width="100%" height="{$up-floor + 24}">
        <title id="d2-t"><xsl:value-of select="w:ord('sla-availability')"/></title>
        <desc id="d2-d"><xsl:value-of select="w:ord('sla-availability-desc')"/></desc>
        <g class="axis">
          <line x1="{$across-left}%" x2="{$across-left + $across-width}%" y1="{$up-top}" y2="{$up-top}"/>
          <text x="{$across-left - 0.7}%" y="{$up-top + 4}">100&#160;%</text>
          <line x1="{$across-left}%" x2="{$across-left + $across-width}%" y1="{$up-floor}" y2="{$up-floor}"/>
          <text x="{$across-left - 0.7}%" y="{$up-floor + 4}">0&#160;%</text>
        </g>
        <xsl:for-each select="$days">
          <xsl:variable name="x" select="$across-left + $step * (position() - 1)"/>
          <xsl:variable name="open" select="@open-ns + (@open-ns = 0)"/>
          <xsl:variable name="down" select="$up-height * @down-ns div $open"/>
          <xsl:variable name="disturbed" select="$up-height * @disturbed-ns div $open"/>
          <xsl:variable name="fits" select="$disturbed * ($disturbed + $down &lt;= $up-height) + ($up-height - $down) * ($disturbed + $down &gt; $up-height)"/>
          <g class="col">
            <xsl:if test="position() mod 2 = 0"><xsl:attribute name="class">col odd</xsl:attribute></xsl:if>
            <xsl:if test="@open-ns != 0">
              <rect x="{format-number($x + 0.1 * $step, '0.###')}%" width="{format-number(0.8 * $step, '0.###')}%"
                    y="{format-number($up-top + $down + $fits, '0.#')}" height="{format-number($up-height - $down - $fits, '0.#')}"/>
            </xsl:if>
            <text x="{format-number($x + 0.5 * $step, '0.###')}%" y="{$up-floor + 16}"><xsl:value-of select="number(substring(@date, 9))"/></text>
          </g>
          <xsl:if test="@disturbed-ns != 0">
            <g class="col disturbed">
              <rect x="{format-number($x + 0.1 * $step, '0.###')}%" width="{format-number(0.8 * $step, '0.###')}%"
                    y="{format-number($up-top + $down, '0.#')}" height="{format-number($fits, '0.#')}"/>
            </g>
          </xsl:if>
          <xsl:if test="@down-ns != 0">
            <g class="col down">
              <rect x="{format-number($x + 0.1 * $step, '0.###')}%" width="{format-number(0.8 * $step, '0.###')}%"
                    y="{$up-top}" height="{format-number($down, '0.#')}"/>
            </g>
          </xsl:if>
        </xsl:for-each>
      </svg>
      <details class="figures">
        <summary><xsl:value-of select="w:ord('sla-as-table')"/></summary>
        <table>
          <caption><xsl:value-of select="w:ord('sla-availability')"/></caption>
          <thead><tr>
            <th scope="col"><xsl:value-of select="w:ord('sla-day')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('sla-open')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('sla-down')"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('sla-disturbed')"/></th>
          </tr></thead>
          <tbody>
            <xsl:for-each select="$days[@open-ns != 0]">
              <tr>
                <th scope="row"><xsl:value-of select="@date"/></th>
                <td class="figure"><xsl:call-template name="hours-minutes"><xsl:with-param name="ns" select="@open-ns"/></xsl:call-template></td>
                <td class="figure"><xsl:call-template name="hours-minutes"><xsl:with-param name="ns" select="@down-ns"/></xsl:call-template></td>
                <td class="figure"><xsl:call-template name="hours-minutes"><xsl:with-param name="ns" select="@disturbed-ns"/></xsl:call-template></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </details>
    </figure>
  </xsl:template>

  <xsl:template match="s:hours[s:hour/@questions != 0]" mode="drawing">
    <xsl:variable name="opens" select="@opens"/>
    <xsl:variable name="closes" select="@closes"/>
    <xsl:call-template name="columns">
      <xsl:with-param name="id" select="'d3'"/>
      <xsl:with-param name="title" select="w:ord('sla-hours')"/>
      <xsl:with-param name="desc" select="w:ord('sla-hours-desc')"/>
      <xsl:with-param name="head" select="w:ord('sla-hour')"/>
      <xsl:with-param name="items" select="s:hour"/>
      <xsl:with-param name="shut" select="s:hour[@of &lt; $opens or @of &gt;= $closes]"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="s:hours" mode="drawing"/>

  <xsl:template match="s:days[s:day/@questions != 0]" mode="questions">
    <xsl:call-template name="columns">
      <xsl:with-param name="id" select="'d4'"/>
      <xsl:with-param name="title" select="w:ord('sla-days')"/>
      <xsl:with-param name="desc" select="w:ord('sla-days-desc')"/>
      <xsl:with-param name="head" select="w:ord('sla-day')"/>
      <xsl:with-param name="items" select="s:day"/>
      <xsl:with-param name="shut" select="s:day[@open-ns = 0]"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="s:days" mode="questions"/>

  <!-- A bar for each item's @questions; those in `shut` are paler. -->
  <xsl:template name="columns">
    <xsl:param name="id"/>
    <xsl:param name="title"/>
    <xsl:param name="desc"/>
    <xsl:param name="head"/>
    <xsl:param name="items"/>
    <xsl:param name="shut"/>
    <xsl:variable name="step" select="$across-width div count($items)"/>
    <xsl:variable name="top">
      <xsl:call-template name="most"><xsl:with-param name="values" select="$items/@questions"/></xsl:call-template>
    </xsl:variable>
    <figure class="drawing">
      <figcaption><xsl:value-of select="$title"/></figcaption>
      <svg role="img" aria-labelledby="{$id}-t {$id}-d" width="100%" height="{$up-floor + 24}">
        <title id="{$id}-t"><xsl:value-of select="$title"/></title>
        <desc id="{$id}-d"><xsl:value-of select="$desc"/></desc>
        <xsl:call-template name="count-axis"><xsl:with-param name="top" select="$top"/></xsl:call-template>
        <xsl:for-each select="$items">
          <xsl:variable name="height" select="$up-height * @questions div $top"/>
          <xsl:variable name="x" select="$across-left + $step * (position() - 1)"/>
          <g>
            <xsl:attribute name="class">
              <xsl:text>col</xsl:text>
              <xsl:if test="position() mod 2 = 0"> odd</xsl:if>
              <xsl:if test="count(. | $shut) = count($shut)"> shut</xsl:if>
            </xsl:attribute>
            <xsl:if test="@questions != 0">
              <rect x="{format-number($x + 0.1 * $step, '0.###')}%" width="{format-number(0.8 * $step, '0.###')}%"
                    y="{format-number($up-floor - $height, '0.#')}" height="{format-number($height, '0.#')}"/>
            </xsl:if>
            <text x="{format-number($x + 0.5 * $step, '0.###')}%" y="{$up-floor + 16}"><xsl:call-template name="item-name"/></text>
          </g>
        </xsl:for-each>
      </svg>
      <details class="figures">
        <summary><xsl:value-of select="w:ord('sla-as-table')"/></summary>
        <table>
          <caption><xsl:value-of select="$title"/></caption>
          <thead><tr>
            <th scope="col"><xsl:value-of select="$head"/></th>
            <th scope="col" class="figure"><xsl:value-of select="w:ord('sla-questions')"/></th>
          </tr></thead>
          <tbody>
            <xsl:for-each select="$items">
              <tr>
                <th scope="row"><xsl:call-template name="item-name"/></th>
                <td class="figure"><xsl:call-template name="number"><xsl:with-param name="value" select="@questions"/></xsl:call-template></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </details>
    </figure>
  </xsl:template>

  <xsl:template name="item-name">
    <xsl:choose>
      <xsl:when test="@of"><xsl:value-of select="@of"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="number(substring(@date, 9))"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
