<?xml version="1.0" encoding="UTF-8"?>
<!-- What the words mean. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template name="glossary">
    <section aria-labelledby="glossary">
      <h2 id="glossary"><xsl:value-of select="$w[@id = 'glossary']"/></h2>
      <table class="glossary">
        <caption><xsl:value-of select="$w[@id = 'glossary-caption']"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="$w[@id = 'verdict']"/></th>
            <th scope="col"><xsl:value-of select="$w[@id = 'meaning']"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="$w[starts-with(@id, 'means.')]">
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
        <caption><xsl:value-of select="$w[@id = 'words-caption']"/></caption>
        <thead>
          <tr>
            <th scope="col"><xsl:value-of select="$w[@id = 'word']"/></th>
            <th scope="col"><xsl:value-of select="$w[@id = 'meaning']"/></th>
          </tr>
        </thead>
        <tbody>
          <tr><th scope="row"><xsl:value-of select="$w[@id = 'source']"/></th><td><xsl:value-of select="$w[@id = 'word-source']"/></td></tr>
          <tr><th scope="row">SSBT, BT</th><td><xsl:value-of select="$w[@id = 'word-kalla']"/></td></tr>
          <tr><th scope="row"><xsl:value-of select="$w[@id = 'exchange']"/></th><td><xsl:value-of select="$w[@id = 'word-exchange']"/></td></tr>
          <tr><th scope="row"><xsl:value-of select="$w[@id = 'seed']"/></th><td><xsl:value-of select="$w[@id = 'word-seed']"/></td></tr>
          <tr><th scope="row"><xsl:value-of select="$w[@id = 'exit-code']"/></th><td><xsl:value-of select="$w[@id = 'word-exit']"/></td></tr>
        </tbody>
      </table>
    </section>
  </xsl:template>
</xsl:stylesheet>
