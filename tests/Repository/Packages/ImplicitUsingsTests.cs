using Sdk.Tests.Guards;

namespace Packages.Tests;

[Trait(Category.Name, Category.Packaging)]
[Collection(SharedPackages.Name)]
public class ImplicitUsingsTests(Consumers consumers)
{
    [Fact]
    public void The_program_of_the_README_of_the_package_needs_no_using_directives()
    {
        string page = Repository.At("src", "Sdk", "Scalewright", "README.md");
        DocumentBlock[] blocks = [.. DocumentBlock.ReadAll(page, File.ReadAllText(page))];
        consumers.Write("Shop", "Program.cs", blocks.Single(block => block.Language == "csharp").Text);

        ProgramResult result = consumers.Run("Shop");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe(blocks.Single(block => block.Language == "text").Text);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("-p:ImplicitUsings=true", true)]
    [InlineData("-p:ScalewrightImplicitUsings=disable", false)]
    [InlineData("-p:ScalewrightImplicitUsings=false", false)]
    [InlineData("-p:ImplicitUsings=disable", false)]
    public void A_project_has_the_implicit_usings_of_the_package_unless_it_disables_them(string option, bool isEnabled)
    {
        consumers.Write("Shop");
        consumers.Build("restore", "Shop");

        string items = consumers
            .Build("msbuild", "Shop", [.. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-getItem:Using"])
            .Output;

        PackageUsings
            .Names.Count(name => items.Contains($"\"Identity\": \"{name}\"", StringComparison.Ordinal))
            .ShouldBe(isEnabled ? PackageUsings.Names.Count : 0);
    }

    [Fact]
    public void The_package_adds_its_implicit_usings_to_direct_and_transitive_references() =>
        consumers
            .PackageFiles("Scalewright")
            .Where(file => file.EndsWith(".props", StringComparison.Ordinal))
            .ShouldBe(["build/Scalewright.props", "buildTransitive/Scalewright.props"], ignoreOrder: true);
}
