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
    public void The_end_of_a_file_name_says_the_format(string path, string name) => Dialect.FromPath(path).Name.ShouldBe(name);
}
