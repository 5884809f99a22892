namespace Storage.Operations.Tests;

public sealed class SiteTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Remote_options_are_read_only_from_a_remote_site_file()
    {
        StorageSite site = StorageSite.Read(
            Written(
                "remote.json",
                """{"program": ["dotnet", "Node.dll"], "speed": 2.5, "node_file": "nodes.json", "ssh": {"config_file": "config"}}"""
            )
        );

        site.Remote.ShouldBe(
            new RemoteSiteOptions
            {
                Program = ["dotnet", "Node.dll"],
                TimeScale = 2.5,
                NodeFile = Path.Combine(_folder.FullName, "nodes.json"),
                Client = site.Remote!.Client with { ConfigFile = Path.Combine(_folder.FullName, "config") },
            }
        );
        StorageSite.Read(Written("remote.json", """{"program": ["./node"]}""")).Remote!.Folder.ShouldBe(_folder.FullName);
        StorageSite.Read(Written("simulator.json", "{}")).Remote.ShouldBeNull();
    }

    [Theory]
    [InlineData("remote.json", "{}", "SW1105")]
    [InlineData("remote.json", """{"program": ["node"], "speed": 0}""", "SW1103")]
    [InlineData("remote.json", """{"program": ["node"], "speed": 101}""", "SW1103")]
    [InlineData("simulator.json", """{"speed": 2}""", "SW1104")]
    public void Invalid_remote_options_are_rejected(string name, string text, string code) =>
        Problems(name, text).Single().Code.Id.ShouldBe(code);

    [Fact]
    public void All_problems_of_a_site_file_are_reported()
    {
        Problem[] problems = Problems(
            "simulator.json",
            """
            {
              "servers": [{ "fqdn": "test000.localdomain", "outlets": [{ "unit": "pdu009", "number": "1" }] }, { "fqdn": "web.localdomain" }],
              "workers": [{ "fqdn": "worker000.localdomain", "outlets": [{ "unit": "pdu000", "number": "1" }] }],
              "devices": ["FAKEDEVICE000", "FAKEDEVICE000"],
              "power_units": ["pdu000"],
              "clients": ["here"]
            }
            """
        );

        problems
            .Select(problem => problem.Code)
            .ShouldBe([
                ProblemCode.InvalidName,
                ProblemCode.DuplicateName,
                ProblemCode.UnknownReference,
                ProblemCode.ConflictingFields,
                ProblemCode.InvalidAddress,
            ]);
    }

    [Theory]
    [InlineData("", "SW1001")]
    [InlineData("null", "SW1002")]
    [InlineData("{\"server\": []}", "SW1001")]
    [InlineData("{\"servers\": 3}", "SW1001")]
    [InlineData("{\"cluster_size\": 0}", "SW1103")]
    [InlineData("{\"servers\": [null]}", "SW1108")]
    [InlineData("{\"devices\": [null]}", "SW1108")]
    public void A_damaged_site_file_is_rejected(string text, string code) => Problems("simulator.json", text)[0].Code.Id.ShouldBe(code);

    [Fact]
    public void A_problem_in_a_site_file_is_reported_with_its_line() =>
        Problems("simulator.json", "{\n  \"servers\": 3\n}").Single().Position.Line.ShouldBe(2);

    [Fact]
    public void A_missing_site_file_is_reported_with_its_folder_and_advice_on_how_to_provide_it()
    {
        Problem problem = Should
            .Throw<ScalewrightException>(() => StorageSite.Read(Path.Combine(_folder.FullName, "simulator.json")))
            .Problems.Single();

        problem.Code.ShouldBe(ProblemCode.UnreadableFile);
        problem.Message.ShouldBe($"there is no such file in {_folder.FullName}");
        problem.Advice.ShouldContain("<None Update=\"simulator.json\" CopyToOutputDirectory=\"PreserveNewest\" />");
        problem.Advice.ShouldContain("SCALEWRIGHT_STORAGE_SITE");
    }

    private Problem[] Problems(string name, string text) =>
        [.. Should.Throw<ScalewrightException>(() => StorageSite.Read(Written(name, text))).Problems];

    private string Written(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
