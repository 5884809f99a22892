namespace Sdk.Tests.Guards;

public class SdkVersionTests
{
    [Fact]
    public void The_version_in_the_code_is_that_of_the_packages()
    {
        string packages = XDocument.Load(Repository.At("Directory.Build.props")).Descendants("Version").Single().Value;

        File.ReadAllText(Repository.At("src", "Sdk", "Core", "SdkVersion.cs")).ShouldContain($"Text = \"{packages}\"");
    }
}
