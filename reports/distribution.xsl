<?xml version="1.0" encoding="UTF-8"?>
<!--
  Answer times as an empirical cumulative curve: for each time, the share of questions answered by then. The curve stands
  in an inner drawing that is stretched to the page; lines and words stand outside it and keep their size.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" xmlns:str="http://exslt.org/strings" exclude-result-prefixes="w r str">

  <!-- More steps than this cannot be told apart on a screen. -->
  <xsl:variable name="curve-steps-max" select="400"/>
  <xsl:variable name="curve-top" select="30"/>
  <xsl:variable name="curve-height" select="190"/>
  <xsl:variable name="curve-left" select="11"/>
  <xsl:variable name="curve-width" select="84"/>

  <xsl:template match="r:samples[normalize-space()]" mode="distribution">
    <xsl:variable name="times" select="str:tokenize(.)"/>
    <xsl:variable name="count" select="count($times)"/>
    <xsl:variable name="slowest" select="number($times[last()])"/>
    <xsl:variable name="reach">
      <xsl:for-each select="$times[last()] | @limit-early-ns | @limit-late-ns">
        <xsl:sort data-type="number" order="descending"/>
        <xsl:if test="position() = 1"><xsl:value-of select="."/></xsl:if>
      </xsl:for-each>
    </xsl:variable>
    <xsl:variable name="axis" select="1.06 * ($reach + ($reach = 0))"/>
    <xsl:variable name="bottom" select="$curve-top + $curve-height"/>
    <xsl:variable name="id" select="concat(../@id, '-', @name)"/>
    <figure class="drawing distribution">
      <figcaption><xsl:call-template name="distribution-words"/></figcaption>
      <svg role="img" aria-labelledby="t-{$id} d-{$id}" width="100%" height="{$bottom + 24}">
        <title id="t-{$id}">
          <xsl:call-template name="distribution-words"/>
          <xsl:text>: </xsl:text>
          <xsl:call-template name="distribution-facts">
            <xsl:with-param name="times" select="$times"/>
            <xsl:with-param name="count" select="$count"/>
          </xsl:call-template>
        </title>
        <desc id="d-{$id}"><xsl:value-of select="w:ord('distribution-desc')"/></desc>
        <xsl:call-template name="share-ticks"/>
        <xsl:call-template name="time-ticks">
          <xsl:with-param name="axis" select="$axis"/>
          <xsl:with-param name="left" select="$curve-left"/>
          <xsl:with-param name="width" select="$curve-width"/>
          <xsl:with-param name="top" select="$curve-top"/>
          <xsl:with-param name="bottom" select="$bottom"/>
        </xsl:call-template>
        <svg x="{$curve-left}%" y="{$curve-top}" width="{$curve-width}%" height="{$curve-height}" viewBox="0 0 1000 1000"
             preserveAspectRatio="none" overflow="visible">
          <path class="curve" vector-effect="non-scaling-stroke">
            <xsl:attribute name="d">
              <xsl:call-template name="curve">
                <xsl:with-param name="times" select="$times"/>
                <xsl:with-param name="count" select="$count"/>
                <xsl:with-param name="axis" select="$axis"/>
              </xsl:call-template>
            </xsl:attribute>
          </path>
        </svg>
        <xsl:for-each select="@limit-early-ns | @limit-late-ns">
          <xsl:variable name="limit" select="number(.)"/>
          <xsl:call-template name="time-limit">
            <xsl:with-param name="axis" select="$axis"/>
            <xsl:with-param name="left" select="$curve-left"/>
            <xsl:with-param name="width" select="$curve-width"/>
            <xsl:with-param name="bottom" select="$bottom"/>
            <xsl:with-param name="suffix">
              <xsl:text>: </xsl:text>
              <xsl:call-template name="percent">
                <xsl:with-param name="value" select="count($times[. &lt;= $limit]) div $count"/>
              </xsl:call-template>
            </xsl:with-param>
          </xsl:call-template>
        </xsl:for-each>
      </svg>
      <p class="quiet">
        <xsl:call-template name="distribution-facts">
          <xsl:with-param name="times" select="$times"/>
          <xsl:with-param name="count" select="$count"/>
        </xsl:call-template>
        <xsl:text>.</xsl:text>
      </p>
    </figure>
  </xsl:template>

  <xsl:template match="r:samples" mode="distribution"/>

  <!-- A staircase: right to the next time, then up to its share. -->
  <xsl:template name="curve">
    <xsl:param name="times"/>
    <xsl:param name="count"/>
    <xsl:param name="axis"/>
    <xsl:variable name="stride" select="ceiling($count div $curve-steps-max)"/>
    <xsl:text>M0 1000</xsl:text>
    <xsl:for-each select="$times">
      <xsl:if test="position() mod $stride = 0 or position() = last()">
        <xsl:value-of select="concat('H', round(10000 * . div $axis) div 10,
                                     'V', round(10000 * (1 - position() div $count)) div 10)"/>
      </xsl:if>
    </xsl:for-each>
    <xsl:text>H1000</xsl:text>
  </xsl:template>

  <xsl:template name="share-ticks">
    <xsl:param name="percent" select="0"/>
    <xsl:variable name="y" select="$curve-top + $curve-height * (1 - $percent div 100)"/>
    <g class="tick share">
      <line x1="{$curve-left}%" x2="{$curve-left + $curve-width}%" y1="{$y}" y2="{$y}"/>
      <text x="{$curve-left - 1}%" y="{$y + 4}"><xsl:value-of select="concat($percent, '&#160;%')"/></text>
    </g>
    <xsl:if test="$percent &lt; 100">
      <xsl:call-template name="share-ticks"><xsl:with-param name="percent" select="$percent + 25"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="distribution-words">
    <xsl:choose>
      <xsl:when test="@name = 'answer-time'"><xsl:value-of select="w:ord('distribution-of')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat(w:ord('distribution'), ' ', @name)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- "600 samples; median 2.3 s, nine in ten within 5.4 s, slowest 11.83 s; 95.8 % within 7 s and 100 % within 12 s" -->
  <xsl:template name="distribution-facts">
    <xsl:param name="times"/>
    <xsl:param name="count"/>
    <xsl:call-template name="number"><xsl:with-param name="value" select="$count"/></xsl:call-template>
    <xsl:value-of select="concat(' ', w:ord('samples'), '; ', w:ord('median'), ' ')"/>
    <xsl:call-template name="duration"><xsl:with-param name="ns" select="$times[ceiling($count * 0.5)]"/></xsl:call-template>
    <xsl:value-of select="concat(', ', w:ord('percentile-90'), ' ')"/>
    <xsl:call-template name="duration"><xsl:with-param name="ns" select="$times[ceiling($count * 0.9)]"/></xsl:call-template>
    <xsl:value-of select="concat(', ', w:ord('slowest'), ' ')"/>
    <xsl:call-template name="duration"><xsl:with-param name="ns" select="$times[last()]"/></xsl:call-template>
    <xsl:for-each select="@limit-early-ns | @limit-late-ns">
      <xsl:variable name="limit" select="number(.)"/>
      <xsl:choose>
        <xsl:when test="position() = 1">; </xsl:when>
        <xsl:otherwise>, </xsl:otherwise>
      </xsl:choose>
      <xsl:call-template name="percent">
        <xsl:with-param name="value" select="count($times[. &lt;= $limit]) div $count"/>
      </xsl:call-template>
      <xsl:value-of select="concat(' ', w:ord('within'), ' ')"/>
      <xsl:call-template name="duration"><xsl:with-param name="ns" select="$limit"/></xsl:call-template>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
