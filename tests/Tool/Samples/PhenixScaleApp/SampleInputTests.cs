namespace Samples.Tests.PhenixScaleApp;

public class SampleInputTests
{
    [Fact]
    public async Task The_sample_is_configured_and_started_in_a_dry_run()
    {
        using AppRun run = new();
        string input = Sample(run);

        (await run.RunAsync(input, null, "configure", "--dry-run")).ShouldBe(0, run.Error);
        string[] hostnames = run.Hostnames();
        (await run.RunAsync(run.Output, null, "post-start", "--dry-run")).ShouldBe(0, run.Error);

        // 50 containers at 5 per node, and 6 turbines at 3 per node.
        hostnames.Length.ShouldBe(1 + 10 + 2);
        hostnames[^1].ShouldBe("farm-2");
        Directory.GetFiles(run.Images, "*.mm").Length.ShouldBe(12);
        Directory.GetFiles(run.BaseFolder, "config.xml", SearchOption.AllDirectories).Length.ShouldBe(36);
        Directory.GetFiles(run.BaseFolder, "wind-configs.tgz", SearchOption.AllDirectories).Length.ShouldBe(2);
    }

    [Fact]
    public async Task The_broker_waits_for_the_turbines_of_all_nodes()
    {
        using AppRun run = new();

        (await run.RunAsync(Sample(run), null, "configure", "--dry-run")).ShouldBe(0, run.Error);

        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement grid = document.RootElement.GetProperty("spec").GetProperty("topology").GetProperty("nodes")[0];
        JsonElement federate = grid.GetProperty("annotations").GetProperty("helics/federate")[0];
        federate.GetProperty("fed-count").GetInt32().ShouldBe(1 + 6);
        federate.GetProperty("broker").GetString().ShouldBe("192.168.100.250");
    }

    [Fact]
    public async Task The_same_input_gives_the_same_archive()
    {
        using AppRun run = new();
        string archive = Path.Combine(run.BaseFolder, "scale", "farm-1", "wind-configs.tgz");
        await run.RunAsync(Sample(run), null, "configure", "--dry-run");
        byte[] first = await File.ReadAllBytesAsync(archive);

        await run.RunAsync(Sample(run), null, "configure", "--dry-run");

        (await File.ReadAllBytesAsync(archive)).ShouldBe(first);
    }

    private static string Sample(AppRun run) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "sample-input.yaml"))
            .Replace("experimentName: demo", $"experimentName: {run.Name}", StringComparison.Ordinal)
            .Replace("/tmp/phenix-scale-demo", run.BaseFolder, StringComparison.Ordinal);
}
