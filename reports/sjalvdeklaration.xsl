<?xml version="1.0" encoding="UTF-8"?>
<!--
  A party's self-declaration, clause by clause, filled in from the verdicts and attestations of result.xml, with lines for what is left to
  attest and to sign. Nothing that was not shown reads as kept. Parameters:
    lang   sv (default) or en
    party  the id of the party that declares; without it each party that was judged
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:str="http://exslt.org/strings"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r str">

  <xsl:include href="strings.xsl"/>
  <xsl:include href="verdict.xsl"/>
  <xsl:include href="style.xsl"/>
  <xsl:include href="paper.xsl"/>
  <xsl:include href="decisions.xsl"/>

  <xsl:param name="party"/>

  <xsl:output method="xml" encoding="UTF-8" omit-xml-declaration="yes" doctype-system="about:legacy-compat" indent="no"/>
  <xsl:strip-space elements="*"/>

  <xsl:key name="clauses-of" match="r:clause" use="@party"/>
  <xsl:key name="attestations-of" match="r:attestation" use="@party"/>
  <xsl:key name="scenario" match="r:scenario" use="@id"/>

  <xsl:variable name="declaring"
                select="/r:result/r:run/r:party[($party and @id = $party) or (not($party) and (key('clauses-of', @id) or key('attestations-of', @id)))]"/>

  <xsl:template match="/r:result">
    <xsl:if test="$party and not($declaring)">
      <xsl:message terminate="yes">The result has no party <xsl:value-of select="$party"/>. / Resultatet har ingen part <xsl:value-of select="$party"/>.</xsl:message>
    </xsl:if>
    <html lang="{$lang}">
      <head>
        <meta charset="UTF-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:value-of select="concat(w:ord('declaration'), ', ', $declaring[1]/r:name)"/></title>
        <xsl:call-template name="style"/>
        <xsl:call-template name="paper-style"/>
      </head>
      <body>
        <xsl:call-template name="verdict-symbols"/>
        <div class="page">
          <header class="masthead"><p><xsl:value-of select="w:ord('declaration-report')"/></p></header>
          <main>
            <xsl:if test="not($declaring)"><h1><xsl:value-of select="w:ord('declaration')"/></h1><p><xsl:value-of select="w:ord('nothing-to-declare')"/></p></xsl:if>
            <xsl:apply-templates select="$declaring" mode="declaration"/>
          </main>
          <footer class="end"><p><xsl:value-of select="concat(w:ord('footer'), ' Provbänk ', r:run/@tool-version, '.')"/></p></footer>
        </div>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="r:party" mode="declaration">
    <xsl:variable name="clauses" select="key('clauses-of', @id)"/>
    <section class="party">
      <h1><xsl:value-of select="concat(w:ord('declaration'), ': ', r:name)"/></h1>
      <p class="lead"><xsl:value-of select="w:ord(concat('role.', @kind))"/></p>
      <p><xsl:value-of select="w:ord('declaration-lead')"/></p>
      <xsl:apply-templates select="../../r:run" mode="paper"/>
      <xsl:call-template name="standing"><xsl:with-param name="clauses" select="$clauses"/></xsl:call-template>
      <table>
        <caption class="title"><xsl:value-of select="w:ord('declaration-caption')"/></caption>
        <thead><tr>
          <th scope="col"><xsl:value-of select="w:ord('clause')"/></th>
          <th scope="col"><xsl:value-of select="w:ord('requirement-and-ground')"/></th>
          <th scope="col"><xsl:value-of select="w:ord('kept')"/></th>
        </tr></thead>
        <tbody>
          <xsl:apply-templates select="$clauses" mode="declaration"/>
          <!-- Attested clauses that no check is about. -->
          <xsl:for-each select="key('attestations-of', @id)">
            <xsl:variable name="attestation" select="."/>
            <xsl:if test="not($clauses[@id = $attestation/@clause or contains(concat(' ', @attested, ' '), concat(' ', $attestation/@clause, ' '))])">
              <tr>
                <th scope="row"><xsl:value-of select="@clause"/></th>
                <td><xsl:apply-templates select="."/></td>
                <td class="kept"><xsl:value-of select="w:ord('attested')"/></td>
              </tr>
            </xsl:if>
          </xsl:for-each>
        </tbody>
      </table>
      <xsl:call-template name="signatures"/>
    </section>
  </xsl:template>

  <!-- How much of it is shown, before anybody signs. -->
  <xsl:template name="standing">
    <xsl:param name="clauses"/>
    <xsl:variable name="kept" select="count($clauses[@verdict = 'pass' or @verdict = 'warning'])"/>
    <xsl:variable name="broken" select="count($clauses[@verdict = 'fail'])"/>
    <p>
      <strong>
        <xsl:value-of select="concat($kept, ' ', w:ord('of'), ' ', count($clauses), ' ', w:ord('clauses-shown'), ' ')"/>
        <xsl:if test="$broken &gt; 0"><xsl:value-of select="concat($broken, ' ', w:ord('clauses-broken'), ' ')"/></xsl:if>
        <xsl:if test="count($clauses) &gt; $kept + $broken">
          <xsl:value-of select="concat(count($clauses) - $kept - $broken, ' ', w:ord('clauses-open'))"/>
        </xsl:if>
      </strong>
    </p>
  </xsl:template>

  <xsl:template match="r:clause" mode="declaration">
    <xsl:variable name="clause" select="."/>
    <tr>
      <th scope="row"><xsl:value-of select="@id"/></th>
      <td>
        <xsl:apply-templates select="r:summary" mode="words"/>
        <xsl:call-template name="grounds"/>
        <xsl:apply-templates select="key('attestations-of', @party)[@clause = $clause/@id]"/>
        <xsl:for-each select="str:tokenize(@attested)">
          <xsl:variable name="row" select="string(.)"/>
          <xsl:for-each select="$clause">
            <xsl:call-template name="to-attest"><xsl:with-param name="row" select="$row"/></xsl:call-template>
          </xsl:for-each>
        </xsl:for-each>
      </td>
      <td class="kept verdict-cell">
        <xsl:call-template name="verdict"/>
        <!-- A reviewer's decision is not a test, and a test of a part is none of the whole. -->
        <xsl:variable name="overridden">
          <xsl:for-each select="r:ref">
            <xsl:if test="key('scenario', @scenario)/r:check[number(current()/@check)]/r:override">.</xsl:if>
          </xsl:for-each>
        </xsl:variable>
        <xsl:variable name="left-out">
          <xsl:for-each select="r:ref">
            <xsl:if test="key('scenario', @scenario)/r:check[number(current()/@check)]/@verdict = 'not-run'">.</xsl:if>
          </xsl:for-each>
        </xsl:variable>
        <xsl:variable name="kept" select="@verdict = 'pass' or @verdict = 'warning'"/>
        <span class="sub">
          <xsl:choose>
            <xsl:when test="$kept and string($overridden)"><xsl:value-of select="w:ord('kept-by-review')"/></xsl:when>
            <xsl:when test="$kept and (@attested or string($left-out))"><xsl:value-of select="w:ord('kept-in-part')"/></xsl:when>
            <xsl:when test="$kept"><xsl:value-of select="w:ord('kept-yes')"/></xsl:when>
            <xsl:when test="@verdict = 'fail'"><xsl:value-of select="w:ord('kept-no')"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="w:ord('kept-not-shown')"/></xsl:otherwise>
          </xsl:choose>
        </span>
      </td>
    </tr>
  </xsl:template>

  <!-- "12 checks, of which 11 passed", and a line for each that did not. Context: a clause. -->
  <xsl:template name="grounds">
    <xsl:variable name="rows">
      <xsl:for-each select="r:ref">
        <xsl:variable name="ref" select="."/>
        <xsl:for-each select="key('scenario', @scenario)/r:check[number($ref/@check)]">
          <xsl:if test="@verdict = 'pass'">.</xsl:if>
        </xsl:for-each>
      </xsl:for-each>
    </xsl:variable>
    <span class="sub">
      <xsl:value-of select="concat(w:ord('ground'), ': ', count(r:ref), ' ', w:ord('checks-of-which'), ' ', string-length($rows), ' ', w:ord('passed'), '.')"/>
    </span>
    <xsl:for-each select="r:ref">
      <xsl:variable name="ref" select="."/>
      <xsl:for-each select="key('scenario', @scenario)/r:check[number($ref/@check)]">
        <xsl:if test="@verdict != 'pass' or r:override">
          <span class="sub">
            <xsl:value-of select="concat(../@id, '/', $ref/@check, ' ', w:ord(concat('verdict.', @verdict)))"/>
            <xsl:for-each select="r:finding[1]/r:message"><xsl:text>: </xsl:text><xsl:apply-templates select="." mode="words"/></xsl:for-each>
          </span>
          <xsl:call-template name="check-decisions"/>
        </xsl:if>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <!-- What no check can see: attested already, or a line to fill in. Context: a clause. -->
  <xsl:template name="to-attest">
    <xsl:param name="row"/>
    <xsl:variable name="given" select="key('attestations-of', @party)[@clause = $row]"/>
    <span class="sub"><strong><xsl:value-of select="$row"/></strong><xsl:value-of select="concat(' ', w:ord('must-be-attested'))"/></span>
    <xsl:apply-templates select="$given"/>
    <xsl:if test="not($given)"><span class="blank"><xsl:value-of select="w:ord('attest-line')"/></span></xsl:if>
  </xsl:template>

  <xsl:template name="signatures">
    <p><xsl:value-of select="w:ord('signing')"/></p>
    <div class="signatures">
      <div><xsl:value-of select="w:ord('place-and-date')"/></div>
      <div><xsl:value-of select="w:ord('signature')"/></div>
      <div><xsl:value-of select="w:ord('name-in-print')"/></div>
      <div><xsl:value-of select="w:ord('position')"/></div>
    </div>
  </xsl:template>
</xsl:stylesheet>
