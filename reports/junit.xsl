<?xml version="1.0" encoding="UTF-8"?>
<!--
  result.xml as JUnit XML: one testsuite per scenario, one testcase per check.
    pass, warning                                     a testcase that passed (a warning says so in system-out)
    fail                                              failure; a known one is skipped, as it is not to stop a build, and says so
    tool-error                                        error
    untestable, not-applicable, review, not-run       skipped, with the reason: none of them has shown that a clause is kept
  A check judges evidence that exists and takes no time of its own: the suite carries the scenario's time, a testcase 0.
  Parameter lang: sv (default) or en.
-->
<xsl:stylesheet version="1.0" xmlns:w="urn:provbank:words" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:provbank:result:1"
                exclude-result-prefixes="w r">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="verdict.xsl"/>
  <xsl:include href="decisions.xsl"/>

  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>
  <xsl:strip-space elements="*"/>
  <xsl:preserve-space elements="r:expected r:received"/>

  <xsl:template match="/r:result">
    <testsuites name="provbank">
      <xsl:call-template name="counts"><xsl:with-param name="checks" select="r:scenarios/r:scenario/r:check"/></xsl:call-template>
      <xsl:attribute name="time">
        <xsl:call-template name="seconds"><xsl:with-param name="ns" select="sum(r:scenarios/r:scenario/@duration-ns)"/></xsl:call-template>
      </xsl:attribute>
      <xsl:apply-templates select="r:scenarios/r:scenario"/>
    </testsuites>
  </xsl:template>

  <xsl:template match="r:scenario">
    <testsuite name="{@id}" timestamp="{substring-before(/r:result/r:run/@started, 'Z')}">
      <xsl:call-template name="counts"><xsl:with-param name="checks" select="r:check"/></xsl:call-template>
      <xsl:attribute name="time">
        <xsl:call-template name="seconds"><xsl:with-param name="ns" select="@duration-ns"/></xsl:call-template>
      </xsl:attribute>
      <properties>
        <property name="title"><xsl:attribute name="value"><xsl:apply-templates select="r:title" mode="words"/></xsl:attribute></property>
        <property name="role" value="{@role}"/>
        <property name="world" value="{@world}"/>
        <property name="seed" value="{/r:result/r:run/@seed}"/>
        <property name="file" value="{@file}"/>
        <xsl:for-each select="r:verifies"><property name="clause" value="{@clause}"/></xsl:for-each>
      </properties>
      <xsl:apply-templates select="r:check"/>
    </testsuite>
  </xsl:template>

  <xsl:template match="r:check">
    <testcase classname="{../@role}.{../@id}" time="0.000">
      <xsl:attribute name="name">
        <xsl:value-of select="concat(position(), ' ', @name, ': ')"/>
        <xsl:apply-templates select="r:claim" mode="words"/>
      </xsl:attribute>
      <properties>
        <property name="party" value="{@party}"/>
        <property name="verdict" value="{@verdict}"/>
        <xsl:if test="normalize-space(@clause)"><property name="clause" value="{normalize-space(@clause)}"/></xsl:if>
        <xsl:if test="@required = 'false' or @required = '0' or ../@required = 'false' or ../@required = '0'"><property name="required" value="false"/></xsl:if>
        <xsl:for-each select="r:override">
          <property name="override"><xsl:attribute name="value"><xsl:call-template name="override-words"/></xsl:attribute></property>
        </xsl:for-each>
        <xsl:for-each select="r:known">
          <property name="known"><xsl:attribute name="value"><xsl:call-template name="known-words"/></xsl:attribute></property>
        </xsl:for-each>
      </properties>
      <xsl:choose>
        <xsl:when test="@verdict = 'fail' and not(r:known)"><failure type="{@name}"><xsl:call-template name="reason"/></failure></xsl:when>
        <xsl:when test="@verdict = 'tool-error'"><error type="{@name}"><xsl:call-template name="reason"/></error></xsl:when>
        <xsl:when test="@verdict = 'warning'"><system-out><xsl:call-template name="explanation"/></system-out></xsl:when>
        <xsl:when test="@verdict = 'pass'"/>
        <xsl:otherwise><skipped><xsl:call-template name="reason"/></skipped></xsl:otherwise>
      </xsl:choose>
    </testcase>
  </xsl:template>

  <xsl:template name="counts">
    <xsl:param name="checks"/>
    <xsl:attribute name="tests"><xsl:value-of select="count($checks)"/></xsl:attribute>
    <xsl:attribute name="failures"><xsl:value-of select="count($checks[@verdict = 'fail' and not(r:known)])"/></xsl:attribute>
    <xsl:attribute name="errors"><xsl:value-of select="count($checks[@verdict = 'tool-error'])"/></xsl:attribute>
    <xsl:attribute name="skipped">
      <xsl:value-of select="count($checks[(@verdict != 'fail' or r:known) and @verdict != 'tool-error' and
                                          @verdict != 'pass' and @verdict != 'warning'])"/>
    </xsl:attribute>
  </xsl:template>

  <!-- @message in one line, then everything. Context: a check. -->
  <xsl:template name="reason">
    <xsl:attribute name="message">
      <xsl:value-of select="w:ord(concat('verdict.', @verdict))"/>
      <xsl:for-each select="r:known"><xsl:value-of select="concat(', ', w:ord('known'), ' ')"/><xsl:call-template name="known-words"/></xsl:for-each>
      <xsl:for-each select="r:finding[1]/r:message | r:note[not(current()/r:finding)] | ../r:note[not(current()/r:finding) and not(current()/r:note)][1]">
        <xsl:text>: </xsl:text>
        <xsl:apply-templates select="." mode="words"/>
      </xsl:for-each>
    </xsl:attribute>
    <xsl:call-template name="explanation"/>
  </xsl:template>

  <xsl:template name="explanation">
    <xsl:for-each select="r:finding">
      <xsl:apply-templates select="r:message" mode="words"/>
      <xsl:value-of select="concat('&#10;', w:ord('expected'), ': ', r:expected)"/>
      <xsl:value-of select="concat('&#10;', w:ord('received'), ': ', r:received)"/>
      <xsl:for-each select="r:where">
        <xsl:value-of select="concat('&#10;', w:ord('where'), ':')"/>
        <xsl:for-each select="@exchange | @file | @line | @column | @xpath"><xsl:value-of select="concat(' ', name(), '=', .)"/></xsl:for-each>
      </xsl:for-each>
      <xsl:value-of select="concat('&#10;', w:ord('reproduce'), ': ', r:reproduce, '&#10;')"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="seconds">
    <xsl:param name="ns"/>
    <xsl:value-of select="format-number($ns div 1000000000, '0.000')"/>
  </xsl:template>
</xsl:stylesheet>
