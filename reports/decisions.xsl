<?xml version="1.0" encoding="UTF-8"?>
<!-- What persons have decided or answer for: overridden verdicts, known failures, attestations, and why something was not run. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" xmlns:r="urn:provbank:result:1" exclude-result-prefixes="w r">

  <!-- Early on the page: a reader must not come upon a changed verdict by chance. -->
  <xsl:template name="decisions">
    <xsl:variable name="decided" select="//r:check[r:override or r:known]"/>
    <xsl:if test="$decided">
      <section aria-labelledby="decisions">
        <h2 id="decisions"><xsl:value-of select="w:ord('decisions')"/></h2>
        <p class="lead"><xsl:value-of select="w:ord('decisions-lead')"/></p>
        <table>
          <caption><xsl:value-of select="w:ord('decisions-caption')"/></caption>
          <thead>
            <tr>
              <th scope="col"><xsl:value-of select="w:ord('check')"/></th>
              <th scope="col"><xsl:value-of select="w:ord('decision')"/></th>
              <th scope="col"><xsl:value-of select="w:ord('verdict')"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="$decided">
              <tr>
                <th scope="row">
                  <a href="#k-{../@id}-{1 + count(preceding-sibling::r:check)}">
                    <xsl:value-of select="concat(../@id, ' ', 1 + count(preceding-sibling::r:check))"/>
                  </a>
                  <span class="sub"><xsl:apply-templates select="r:claim" mode="words"/></span>
                </th>
                <td><xsl:call-template name="check-decisions"/></td>
                <td class="verdict-cell"><xsl:call-template name="verdict"/></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- Everything persons have said of one check. Context: a check. -->
  <xsl:template name="check-decisions">
    <xsl:apply-templates select="r:override | r:known" mode="decision"/>
    <xsl:call-template name="why-not-run"/>
    <xsl:if test="@required = 'false' or @required = '0' or ../@required = 'false' or ../@required = '0'">
      <span class="sub"><xsl:value-of select="w:ord('optional')"/></span>
    </xsl:if>
  </xsl:template>

  <!-- "Overridden: Fail → Pass, Ada Granskare, 2026-11-20. The reason." -->
  <xsl:template match="r:override" mode="decision">
    <span class="decision">
      <strong><xsl:value-of select="concat(w:ord('overridden'), ': ')"/></strong>
      <xsl:call-template name="override-words"/>
    </span>
  </xsl:template>

  <xsl:template name="override-words">
    <xsl:value-of select="concat(w:ord(concat('verdict.', @from)), ' → ', w:ord(concat('verdict.', @to)), '. ')"/>
    <xsl:value-of select="concat(@by, ', ', @date, ': ', normalize-space(r:reason))"/>
  </xsl:template>

  <xsl:template match="r:known" mode="decision">
    <span class="decision">
      <strong><xsl:value-of select="concat(w:ord('known'), ': ')"/></strong>
      <xsl:call-template name="known-words"/>
    </span>
  </xsl:template>

  <xsl:template name="known-words">
    <xsl:value-of select="concat(w:ord('known-until'), ' ', @expires, ', ', w:ord('owner'), ' ', @owner, ': ', normalize-space(r:reason))"/>
  </xsl:template>

  <!-- Context: a check. -->
  <xsl:template name="why-not-run">
    <xsl:if test="@verdict = 'not-run' or r:note">
      <span class="decision">
        <strong><xsl:value-of select="concat(w:ord('why-not-run'), ': ')"/></strong>
        <xsl:call-template name="not-run-words"/>
      </span>
    </xsl:if>
  </xsl:template>

  <xsl:template name="not-run-words">
    <xsl:choose>
      <xsl:when test="r:note"><xsl:apply-templates select="r:note" mode="words"/></xsl:when>
      <xsl:when test="../r:note">
        <xsl:for-each select="../r:note">
          <xsl:if test="position() &gt; 1"><xsl:text> </xsl:text></xsl:if>
          <xsl:apply-templates select="." mode="words"/>
        </xsl:for-each>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="w:ord('no-reason')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What one person answers for. -->
  <xsl:template match="r:attestation">
    <span class="decision">
      <strong><xsl:value-of select="concat(w:ord('attested-by'), ' ', @by, ', ', @date, ': ')"/></strong>
      <xsl:value-of select="r:statement"/>
      <xsl:for-each select="r:evidence">
        <span class="sub"><code><xsl:value-of select="@file"/></code><xsl:value-of select="concat(' SHA-256 ', @sha256)"/></span>
      </xsl:for-each>
    </span>
  </xsl:template>
</xsl:stylesheet>
