<?xml version="1.0" encoding="UTF-8"?>
<!-- Numbers and durations the way each language writes them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:decimal-format name="sv" decimal-separator="," grouping-separator="&#160;"/>
  <xsl:decimal-format name="en" decimal-separator="." grouping-separator=","/>

  <xsl:template name="number">
    <xsl:param name="value"/>
    <xsl:choose>
      <xsl:when test="$lang = 'sv'"><xsl:value-of select="format-number($value, '#&#160;##0,####', 'sv')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="format-number($value, '#,##0.####', 'en')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A share of 1 as percent. Cut, not rounded: 89.96 % must not read as 90 %. -->
  <xsl:template name="percent">
    <xsl:param name="value"/>
    <xsl:call-template name="number">
      <xsl:with-param name="value" select="floor($value * 1000 + 0.000001) div 10"/>
    </xsl:call-template>
    <xsl:text>&#160;%</xsl:text>
  </xsl:template>

  <!--
    Nanoseconds as ms, s or min, with the digits that count. Rounded up, so that a time past its limit never reads as
    the limit itself.
  -->
  <xsl:template name="duration">
    <xsl:param name="ns"/>
    <xsl:choose>
      <xsl:when test="$ns &gt;= 60000000000">
        <xsl:variable name="seconds" select="ceiling($ns div 1000000000)"/>
        <xsl:value-of select="floor($seconds div 60)"/>
        <xsl:text>&#160;min&#160;</xsl:text>
        <xsl:value-of select="$seconds mod 60"/>
        <xsl:text>&#160;s</xsl:text>
      </xsl:when>
      <xsl:when test="$ns &gt;= 1000000000">
        <xsl:call-template name="number">
          <xsl:with-param name="value" select="ceiling($ns div 10000000) div 100"/>
        </xsl:call-template>
        <xsl:text>&#160;s</xsl:text>
      </xsl:when>
      <xsl:when test="$ns &gt;= 100000000">
        <xsl:value-of select="ceiling($ns div 1000000)"/>
        <xsl:text>&#160;ms</xsl:text>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="number">
          <xsl:with-param name="value" select="ceiling($ns div 10000) div 100"/>
        </xsl:call-template>
        <xsl:text>&#160;ms</xsl:text>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A measured value or its limit, by its unit. -->
  <xsl:template name="quantity">
    <xsl:param name="value"/>
    <xsl:param name="unit"/>
    <xsl:choose>
      <xsl:when test="$unit = 'ns'">
        <xsl:call-template name="duration"><xsl:with-param name="ns" select="$value"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$unit = 'share'">
        <xsl:call-template name="percent"><xsl:with-param name="value" select="$value"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="number"><xsl:with-param name="value" select="$value"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The distance between ticks, in nanoseconds, that gives an axis of this length four to ten of them. -->
  <xsl:template name="tick-step">
    <xsl:param name="length"/>
    <xsl:param name="step" select="1000000"/>
    <xsl:choose>
      <xsl:when test="$length &lt;= 8 * $step"><xsl:value-of select="$step"/></xsl:when>
      <xsl:when test="$length &lt;= 16 * $step"><xsl:value-of select="2 * $step"/></xsl:when>
      <xsl:when test="$length &lt;= 40 * $step"><xsl:value-of select="5 * $step"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="tick-step">
          <xsl:with-param name="length" select="$length"/>
          <xsl:with-param name="step" select="10 * $step"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
