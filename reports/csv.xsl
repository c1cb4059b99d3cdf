<?xml version="1.0" encoding="UTF-8"?>
<!--
  result.xml as CSV with semicolons: one row for each finding, and one for a check that has none. Verdicts are written as in the result,
  words for people in the chosen language. A cell that a spreadsheet would take for a formula begins with an apostrophe.
  Parameter lang: sv (default) or en.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:w="urn:provbank:words"
                xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="decisions.xsl"/>
  <xsl:include href="verdict.xsl"/>

  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:strip-space elements="*"/>
  <xsl:preserve-space elements="r:expected r:received"/>

  <xsl:key name="party" match="r:party" use="@id"/>

  <xsl:template match="/r:result">
    <xsl:text>scenario;place;check;party;party_name;clauses;verdict;required;claim;known_reason;known_owner;known_expires;</xsl:text>
    <xsl:text>overridden_from;overridden_by;overridden_date;overridden_reason;note;</xsl:text>
    <xsl:text>finding;severity;message;question;expected;received;where;reproduce&#10;</xsl:text>
    <xsl:apply-templates select="r:scenarios/r:scenario/r:check"/>
  </xsl:template>

  <xsl:template match="r:check">
    <xsl:choose>
      <xsl:when test="r:finding"><xsl:apply-templates select="r:finding"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="check-cells"/>
        <xsl:text>;;;;;;;;&#10;</xsl:text>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Seventeen cells, without a semicolon after the last. Context: a check. -->
  <xsl:template name="check-cells">
    <xsl:call-template name="cell"><xsl:with-param name="text" select="../@id"/></xsl:call-template>
    <xsl:value-of select="concat(1 + count(preceding-sibling::r:check), ';')"/>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="@name"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="@party"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="key('party', @party)/r:name"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="normalize-space(@clause)"/></xsl:call-template>
    <xsl:value-of select="concat(@verdict, ';')"/>
    <xsl:choose>
      <xsl:when test="@required = 'false' or @required = '0' or ../@required = 'false' or ../@required = '0'">no;</xsl:when>
      <xsl:otherwise>yes;</xsl:otherwise>
    </xsl:choose>
    <xsl:variable name="claim"><xsl:apply-templates select="r:claim" mode="words"/></xsl:variable>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string($claim)"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string(r:known/r:reason)"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string(r:known/@owner)"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string(r:known/@expires)"/></xsl:call-template>
    <xsl:variable name="override" select="r:override[last()]"/>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string($override/@from)"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string($override/@by)"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string($override/@date)"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string($override/r:reason)"/></xsl:call-template>
    <xsl:variable name="note">
      <xsl:if test="@verdict = 'not-run' or r:note"><xsl:call-template name="not-run-words"/></xsl:if>
    </xsl:variable>
    <xsl:call-template name="cell">
      <xsl:with-param name="text" select="string($note)"/>
      <xsl:with-param name="end" select="''"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="r:finding">
    <xsl:for-each select=".."><xsl:call-template name="check-cells"/></xsl:for-each>
    <xsl:value-of select="concat(';', 1 + count(preceding-sibling::r:finding), ';', @severity, ';')"/>
    <xsl:variable name="message"><xsl:apply-templates select="r:message" mode="words"/></xsl:variable>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string($message)"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string(@question)"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string(r:expected)"/></xsl:call-template>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string(r:received)"/></xsl:call-template>
    <xsl:variable name="where">
      <xsl:for-each select="r:where">
        <xsl:if test="position() &gt; 1">, </xsl:if>
        <xsl:for-each select="@exchange | @file | @line | @column | @xpath">
          <xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if>
          <xsl:value-of select="concat(name(), '=', .)"/>
        </xsl:for-each>
      </xsl:for-each>
    </xsl:variable>
    <xsl:call-template name="cell"><xsl:with-param name="text" select="string($where)"/></xsl:call-template>
    <xsl:call-template name="cell">
      <xsl:with-param name="text" select="string(r:reproduce)"/>
      <xsl:with-param name="end" select="'&#10;'"/>
    </xsl:call-template>
  </xsl:template>

  <!-- In quotes, with every quote doubled; nothing for nothing. -->
  <xsl:template name="cell">
    <xsl:param name="text"/>
    <xsl:param name="end" select="';'"/>
    <xsl:if test="$text">
      <xsl:text>"</xsl:text>
      <xsl:if test="contains('=+-@&#9;&#13;', substring($text, 1, 1))"><xsl:text>'</xsl:text></xsl:if>
      <xsl:call-template name="doubled"><xsl:with-param name="text" select="$text"/></xsl:call-template>
      <xsl:text>"</xsl:text>
    </xsl:if>
    <xsl:value-of select="$end"/>
  </xsl:template>

  <!-- By halves, so that a text full of quotes does not nest deeper than its length's logarithm. -->
  <xsl:template name="doubled">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="not(contains($text, '&quot;'))"><xsl:value-of select="$text"/></xsl:when>
      <xsl:when test="string-length($text) = 1">""</xsl:when>
      <xsl:otherwise>
        <xsl:variable name="half" select="floor(string-length($text) div 2)"/>
        <xsl:call-template name="doubled"><xsl:with-param name="text" select="substring($text, 1, $half)"/></xsl:call-template>
        <xsl:call-template name="doubled"><xsl:with-param name="text" select="substring($text, $half + 1)"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
