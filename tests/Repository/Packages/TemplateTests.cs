namespace Packages.Tests;

[Trait(Category.Name, Category.Packaging)]
[Collection(SharedPackages.Name)]
public class TemplateTests(Consumers consumers)
{
    public static TheoryData<string> Templates { get; } = ["scalewright-provider", "scalewright-plugin", "scalewright-experiment"];

    [Theory, MemberData(nameof(Templates))]
    public void A_template_references_the_packages_of_its_own_version(string template)
    {
        using JsonDocument settings = JsonDocument.Parse(File.ReadAllText(Repository.At("templates", template, ".template.config", "template.json")));

        settings.RootElement.GetProperty("shortName").GetString().ShouldBe(template);
        settings.RootElement.GetProperty("symbols").GetProperty("scalewright").GetProperty("defaultValue").GetString().ShouldBe(Consumers.Version);
    }

    /// <summary>
    /// The project name keeps dot and hyphen, the namespace has an underscore, and class names have neither.
    /// </summary>
    [Fact]
    public void A_new_provider_passes_the_provider_contract()
    {
        consumers.MakeFromTemplate("scalewright-provider", "Acme.Rack-House");

        ProgramResult result = consumers.Succeed("Acme.Rack-House", ["test", "Acme.Rack-House.Tests"]);

        // The tests of src/Sdk/Testing/ProviderContract, and four of the template.
        result.Output.ShouldContain($"Failed:     0, Passed:    {Contract.Count + Contract.AgentCount + 4}, Skipped:     0,");
        consumers.Read("Acme.Rack-House", "Acme.Rack-House", "RackHouseProvider.cs").ShouldContain("namespace Acme.Rack_House;");
        consumers.Read("Acme.Rack-House", "Acme.Rack-House", "RackHouseProvider.cs").ShouldContain("public string Name => \"rack-house\";");
    }

    /// <summary>
    /// A project name may start with a digit and contain a space. Class names must start with a letter.
    /// </summary>
    [Theory, InlineData("scalewright-provider", "9bad rack-x", "N9badrackxProvider"), InlineData("scalewright-plugin", "9bad shop-x", "N9badshopxPlugin")]
    public void A_project_name_that_is_no_valid_class_name_is_converted_and_builds(string template, string name, string type)
    {
        consumers.MakeFromTemplate(template, name);

        consumers.Succeed(name, ["build", $"{name}.Tests"]);
        consumers.Read(name, name, $"{type}.cs").ShouldContain($"public sealed class {type}");
    }

    [Fact]
    public void A_new_plugin_passes_its_tests()
    {
        consumers.MakeFromTemplate("scalewright-plugin", "Acme.BookShop");

        consumers.Succeed("Acme.BookShop", ["test", "Acme.BookShop.Tests"]).Output.ShouldContain("Failed:     0, Passed:     4, Skipped:     0,");

        consumers.Read("Acme.BookShop", "Acme.BookShop", "BookShopPlugin.cs").ShouldContain("[ScalePlugin(\"book_shop\"");
    }

    [Fact]
    public void A_new_experiment_runs_and_writes_its_report()
    {
        consumers.MakeFromTemplate("scalewright-experiment", "Acme.Load");

        ProgramResult result = consumers.Succeed("Acme.Load", ["run"]);

        result.Output.ShouldEndWith("2 runs completed, 0 failed; the report is data/words-001/report.html");
        consumers.Read("Acme.Load", "data", "words-001", "report.html").ShouldContain("<svg");
    }

    [Fact]
    public void A_template_accepts_another_version_of_the_packages()
    {
        consumers.MakeFromTemplate("scalewright-experiment", "Acme.Later", "--scalewright", "9.8.7");

        consumers.Read("Acme.Later", "Acme.Later.csproj").ShouldContain("Include=\"Scalewright.Experiments\" Version=\"9.8.7\"");
    }
}
