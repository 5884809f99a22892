namespace Sdk.Tests.Documents;

public class DialectTests
{
    [Theory]
    [InlineData("a.yaml", "YAML")]
    [InlineData("a.YML", "YAML")]
    [InlineData("a.Json", "JSON")]
    [InlineData("a.json/b.ini", "INI")]
    [InlineData("a.cfg", "INI")]
    [InlineData("a", "YAML")]
    public void A_file_extension_determines_the_format(string path, string name) => Dialect.FromPath(path).Name.ShouldBe(name);
}
