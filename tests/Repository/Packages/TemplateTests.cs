namespace Packages.Tests;

[Trait(Category.Name, Category.Packaging)]
[Collection(SharedPackages.Name)]
public class TemplateTests(Consumers consumers)
{
    public static TheoryData<string> Templates { get; } =
    ["scalewright-test", "scalewright-policy", "scalewright-app", "scalewright-provider", "scalewright-plugin", "scalewright-experiment"];

    [Theory, MemberData(nameof(Templates))]
    public void A_template_references_the_packages_of_its_own_version(string template)
    {
        using JsonDocument settings = JsonDocument.Parse(
            File.ReadAllText(Repository.At("templates", template, ".template.config", "template.json"))
        );

        settings.RootElement.GetProperty("shortName").GetString().ShouldBe(template);
        settings
            .RootElement.GetProperty("symbols")
            .GetProperty("scalewright")
            .GetProperty("defaultValue")
            .GetString()
            .ShouldBe(Consumers.Version);
    }

    /// <summary>
    /// The project name keeps dot and hyphen, the namespace has an underscore, and class names have neither.
    /// </summary>
    [Fact]
    public void A_new_provider_passes_the_provider_contract()
    {
        consumers.MakeFromTemplate("scalewright-provider", "Acme.Rack-House");

        ProgramResult result = consumers.Succeed("Acme.Rack-House", ["test", "Acme.Rack-House.Tests"]);

        // The tests of src/Sdk/Testing/ProviderContract except that of kills, and four of the template.
        result.Output.ShouldContain(
            $"Failed:     0, Passed:    {Contract.Count + Contract.AgentCount + 4}, Skipped:     {Contract.KillCount},"
        );
        consumers.Read("Acme.Rack-House", "Acme.Rack-House", "RackHouseProvider.cs").ShouldContain("namespace Acme.Rack_House;");
        consumers
            .Read("Acme.Rack-House", "Acme.Rack-House", "RackHouseProvider.cs")
            .ShouldContain("new RemoteProviderSettings(\"rack-house\")");
    }

    /// <summary>
    /// A project name may start with a digit, contain a space, and end in the name of a base class. Class names must start
    /// with a letter and differ from those of base classes.
    /// </summary>
    [Theory]
    [InlineData("scalewright-provider", "9bad rack-x", "N9badrackxProvider")]
    [InlineData("scalewright-plugin", "9bad shop-x", "N9badshopxPlugin")]
    [InlineData("scalewright-test", "9bad shop-y", "N9badshopyStore")]
    [InlineData("scalewright-plugin", "Acme.plugin", "AcmePlugin")]
    [InlineData("scalewright-provider", "Remote", "MyRemoteProvider")]
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

        consumers
            .Succeed("Acme.BookShop", ["test", "Acme.BookShop.Tests"])
            .Output.ShouldContain("Failed:     0, Passed:     4, Skipped:     0,");

        consumers.Read("Acme.BookShop", "Acme.BookShop", "BookShopPlugin.cs").ShouldContain("[ScalePlugin(\"book_shop\"");
    }

    [Fact]
    public void A_new_service_passes_its_test_and_without_its_flush_fails_as_its_README_shows()
    {
        consumers.MakeFromTemplate("scalewright-test", "Acme.Shop");

        consumers.Succeed("Acme.Shop", ["test", "Acme.Shop.Tests"]).Output.ShouldContain("Failed:     0, Passed:     1, Skipped:     0,");

        consumers.Read("Acme.Shop", "Acme.Shop", "IShopStore.cs").ShouldContain("[AgentService(\"shop.store\")]");
        string store = consumers.Read("Acme.Shop", "Acme.Shop", "ShopStore.cs");
        store.ShouldContain("FlushAsync");
        consumers.Write(
            "Acme.Shop",
            "Acme.Shop/ShopStore.cs",
            string.Join('\n', store.Split('\n').Where(line => !line.Contains("FlushAsync", StringComparison.Ordinal)))
        );
        ProgramResult result = consumers.Dotnet("Acme.Shop", ["test", "Acme.Shop.Tests"]);
        result.ExitCode.ShouldBe(1, result.Text);
        foreach (string line in ReadExample("Acme.Shop"))
        {
            result.Text.ShouldContain(line);
        }
    }

    [Fact]
    public void A_new_policy_passes_its_tests_and_its_back_test_prints_a_table_and_writes_a_page()
    {
        consumers.MakeFromTemplate("scalewright-policy", "Acme.Book-Shop");

        consumers
            .Succeed("Acme.Book-Shop", ["test", "Acme.Book-Shop.Tests"])
            .Output.ShouldContain("Failed:     0, Passed:     8, Skipped:     0,");
        string[] lines = consumers.Succeed("Acme.Book-Shop", ["run", "--project", "Acme.Book-Shop"]).Output.Split('\n');

        ProgramResult refused = consumers.Dotnet("Acme.Book-Shop", ["run", "--no-build", "--project", "Acme.Book-Shop", "--", "--help"]);
        (refused.ExitCode, refused.Output, refused.Errors).ShouldBe((2, "", "Usage: Acme.Book-Shop [LOAD.csv [PAGE.html]]"));
        foreach (string policy in new[] { "book_shop ", "target tracking ", "static peak ", "static mean ", "clairvoyant " })
        {
            lines.ShouldContain(line => line.StartsWith(policy, StringComparison.Ordinal));
        }

        lines[^2..].ShouldBe(["The page is backtest.html", "book_shop meets its goals"]);
        consumers.Read("Acme.Book-Shop", "backtest.html").ShouldContain("<svg");
        consumers.Read("Acme.Book-Shop", "Acme.Book-Shop", "BookShopSizing.cs").ShouldContain("namespace Acme.Book_Shop;");
    }

    [Fact]
    public async Task A_new_app_runs_commands_keeps_a_cluster_in_its_state_folder_and_ends_on_an_interrupt()
    {
        consumers.MakeFromTemplate("scalewright-app", "Acme.App");
        string[] example = ReadExample("Acme.App");
        string[] processes =
        [
            $"TMPDIR={consumers.At("Acme.App")}",
            "dotnet",
            consumers.At("Acme.App", "bin", "Debug", "net10.0", "Acme.App.dll"),
            "--provider",
            "processes",
        ];

        consumers.Succeed("Acme.App", ["run"]).Output.Split('\n').ShouldBe(example, ignoreOrder: true);
        consumers
            .Dotnet("Acme.App", ["run", "--no-build", "--", "--state", "state"])
            .Errors.ShouldContain("--state needs --provider processes");
        foreach (
            (string[] arguments, string error) in ((string[], string)[])
                [(["--wbe", "3"], "unknown option '--wbe'"), (["hostname"], "unexpected argument 'hostname'; the command comes after --")]
        )
        {
            ProgramResult refused = Run([.. processes, .. arguments]);
            (refused.ExitCode, refused.Output, refused.Errors).ShouldBe((2, "", error));
        }

        Run([.. processes, "--state", "state", "--", "echo", "ready"]).Output.Split('\n').ShouldBe(example, ignoreOrder: true);
        Run([.. processes, "--state", "state", "--web", "1"]).Output.ShouldStartWith("2 nodes are ready");
        Run([.. processes, "--state", "state", "--destroy"]).Output.ShouldBe("the cluster is removed");

        (RunningProgram program, _) = await RunningProgram.StartAsync(
            "env",
            consumers.At("Acme.App"),
            example[0],
            [.. processes, "--", "sleep", "60"]
        );
        await using (program)
        {
            (await program.SignalAsync("INT")).ShouldBe(130);
        }

        ProgramResult Run(string[] arguments) => Command.Run("env", consumers.At("Acme.App"), new Dictionary<string, string>(), arguments);
    }

    [Fact]
    public void A_new_experiment_runs_and_writes_its_report()
    {
        consumers.MakeFromTemplate("scalewright-experiment", "Acme.Load");

        ProgramResult result = consumers.Succeed("Acme.Load", ["run"]);

        ProgramResult refused = consumers.Dotnet("Acme.Load", ["run", "--no-build", "--", "--help"]);

        (refused.ExitCode, refused.Output, refused.Errors).ShouldBe((2, "", "Usage: Acme.Load [DEFINITION.yaml [DATA]]"));
        result.Output.ShouldEndWith("2 runs completed, 0 failed; the report is data/words-001/report.html");
        consumers.Read("Acme.Load", "data", "words-001", "report.html").ShouldContain("<svg");
    }

    [Fact]
    public void A_template_accepts_another_version_of_the_packages()
    {
        consumers.MakeFromTemplate("scalewright-experiment", "Acme.Later", "--scalewright", "9.8.7");

        consumers.Read("Acme.Later", "Acme.Later.csproj").ShouldContain("Include=\"Scalewright.Experiments\" Version=\"9.8.7\"");
    }

    /// <summary>Lines of the output that the README of a new project shows.</summary>
    private string[] ReadExample(string project) =>
        [
            .. DocumentBlock
                .ReadAll("README.md", consumers.Read(project, "README.md"))
                .Single(block => block.Language == "text")
                .Text.Split('\n')
                .Select(line => line.Trim()),
        ];
}
