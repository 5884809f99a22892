namespace Sdk.Tests.Guards;

public class SdkVersionTests
{
    [Fact]
    public void The_version_in_the_code_matches_the_package_version()
    {
        string packages = XDocument.Load(Repository.At("Directory.Build.props")).Descendants("Version").Single().Value;

        File.ReadAllText(Repository.At("src", "Sdk", "Core", "SdkVersion.cs")).ShouldContain($"Text = \"{packages}\"");
    }
}
