<?xml version="1.0" encoding="UTF-8"?>
<!-- What the words mean. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:w="urn:provbank:words" exclude-result-prefixes="w">

  <xsl:template name="glossary">
    <section aria-labelledby="glossary">
      <h2 id="glossary"><xsl:value-of select="w:ord('glossary')"/></h2>
      <table class="glossary">
        <caption><xsl:value-of select="w:ord('glossary-caption')"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('verdict')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('meaning')"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="$words/w[starts-with(@id, 'means.')]">
            <tr>
              <th scope="row">
                <xsl:call-template name="verdict">
                  <xsl:with-param name="verdict" select="substring-after(@id, 'means.')"/>
                </xsl:call-template>
              </th>
              <td><xsl:value-of select="."/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
      <table class="glossary">
        <caption><xsl:value-of select="w:ord('words-caption')"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="w:ord('word')"/></th>
            <th scope="col"><xsl:value-of select="w:ord('meaning')"/></th>
          </tr>
        </thead>
        <tbody>
          <tr><th scope="row"><xsl:value-of select="w:ord('source')"/></th><td><xsl:value-of select="w:ord('word-source')"/></td></tr>
          <tr><th scope="row">SSBT, BT</th><td><xsl:value-of select="w:ord('word-kalla')"/></td></tr>
          <tr><th scope="row"><xsl:value-of select="w:ord('exchange')"/></th><td><xsl:value-of select="w:ord('word-exchange')"/></td></tr>
          <tr><th scope="row"><xsl:value-of select="w:ord('seed')"/></th><td><xsl:value-of select="w:ord('word-seed')"/></td></tr>
          <tr><th scope="row"><xsl:value-of select="w:ord('exit-code')"/></th><td><xsl:value-of select="w:ord('word-exit')"/></td></tr>
        </tbody>
      </table>
    </section>
  </xsl:template>
</xsl:stylesheet>
