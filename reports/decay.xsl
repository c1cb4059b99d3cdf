<?xml version="1.0" encoding="UTF-8"?>
<!--
  The residue decay curve, for the report of a run and that of a scan: forbidden values left at each look. The looks stand at even
  distances, since their times grow by powers. Places across are in percent, so that the drawing fills a page of any width while its
  words keep their size. Its figures stand beside it as a table.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:exsl="http://exslt.org/common"
                xmlns:w="urn:provbank:words" exclude-result-prefixes="exsl w">

  <xsl:variable name="decay-left" select="9"/>
  <xsl:variable name="decay-width" select="84"/>
  <xsl:variable name="decay-top" select="26"/>
  <xsl:variable name="decay-height" select="150"/>
  <xsl:variable name="decay-floor" select="$decay-top + $decay-height"/>

  <!--
    looks  a tree of <look after="1 min" left="3" limit="0"/>, in order, two or more; limit where one is set
    id     unlike any other on the page
  -->
  <xsl:template name="decay-curve">
    <xsl:param name="looks"/>
    <xsl:param name="id"/>
    <xsl:variable name="all" select="exsl:node-set($looks)/look"/>
    <xsl:variable name="most">
      <xsl:for-each select="$all">
        <xsl:sort select="@left" data-type="number" order="descending"/>
        <xsl:if test="position() = 1"><xsl:value-of select="@left"/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="top" select="$most + ($most = 0)"/>
    <xsl:variable name="gap" select="$decay-width div (count($all) - 1)"/>
    <figure class="drawing decay">
      <figcaption><xsl:value-of select="w:ord('scan-decay')"/></figcaption>
      <svg role="img" aria-labelledby="decay-t-{$id} decay-d-{$id}" width="100%" height="{$decay-floor + 26}">
        <title id="decay-t-{$id}">
          <xsl:value-of select="concat(w:ord('scan-decay'), ': ')"/>
          <xsl:for-each select="$all">
            <xsl:if test="position() &gt; 1">, </xsl:if>
            <xsl:value-of select="concat(@left, ' ', w:ord('decay-after'), ' ')"/>
            <xsl:call-template name="age-words"/>
          </xsl:for-each>
        </title>
        <desc id="decay-d-{$id}"><xsl:value-of select="w:ord('scan-decay-lead')"/></desc>
        <g class="tick share">
          <line x1="{$decay-left}%" x2="{$decay-left + $decay-width}%" y1="{$decay-top}" y2="{$decay-top}"/>
          <text x="{$decay-left - 2}%" y="{$decay-top + 4}"><xsl:value-of select="$top"/></text>
          <line x1="{$decay-left}%" x2="{$decay-left + $decay-width}%" y1="{$decay-floor}" y2="{$decay-floor}"/>
          <text x="{$decay-left - 2}%" y="{$decay-floor + 4}">0</text>
        </g>
        <xsl:for-each select="$all[position() &gt; 1]">
          <xsl:variable name="before" select="preceding-sibling::look[1]"/>
          <line class="curve" x1="{$decay-left + (position() - 1) * $gap}%" x2="{$decay-left + position() * $gap}%"
                y1="{$decay-floor - $decay-height * $before/@left div $top}" y2="{$decay-floor - $decay-height * @left div $top}"/>
        </xsl:for-each>
        <xsl:for-each select="$all">
          <xsl:variable name="x" select="$decay-left + (position() - 1) * $gap"/>
          <xsl:variable name="y" select="$decay-floor - $decay-height * @left div $top"/>
          <g class="look">
            <xsl:if test="@limit and @left &gt; @limit"><xsl:attribute name="class">look over</xsl:attribute></xsl:if>
            <circle cx="{$x}%" cy="{$y}" r="4"/>
            <text class="left" x="{$x}%" y="{$y - 9}"><xsl:value-of select="@left"/></text>
            <text class="after" x="{$x}%" y="{$decay-floor + 19}"><xsl:call-template name="age-words"/></text>
          </g>
        </xsl:for-each>
      </svg>
      <details class="figures">
        <summary><xsl:value-of select="w:ord('sla-as-table')"/></summary>
        <table>
          <caption><xsl:value-of select="w:ord('scan-decay')"/></caption>
          <thead>
            <tr>
              <th scope="col"><xsl:value-of select="w:ord('scan-age')"/></th>
              <th scope="col" class="figure"><xsl:value-of select="w:ord('scan-forbidden')"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="$all">
              <tr>
                <th scope="row"><xsl:call-template name="age-words"/></th>
                <td class="figure"><xsl:value-of select="@left"/></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </details>
    </figure>
  </xsl:template>

  <!-- "31 d" as the language has it. Context: a look. -->
  <xsl:template name="age-words">
    <xsl:variable name="unit" select="substring-after(@after, ' ')"/>
    <xsl:choose>
      <xsl:when test="number(substring-before(@after, ' ')) = 0">0&#160;s</xsl:when>
      <xsl:when test="$unit = 'd'"><xsl:value-of select="concat(substring-before(@after, ' '), '&#160;', w:ord('decay-days'))"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="translate(@after, ' ', '&#160;')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
