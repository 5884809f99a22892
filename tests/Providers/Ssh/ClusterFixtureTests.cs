using System.Text.RegularExpressions;
using Testing.Host;
using Testing.Host.Cases;
using Repository = Tests.Shared.Repository;

namespace Ssh.Tests;

/// <summary>Runs the unchanged tests of a fixture in a separate process with each provider.</summary>
[Collection(LabMachines.Name)]
public sealed partial class ClusterFixtureTests(SshLab lab)
{
    [MachineTheory("ssh-machines")]
    [InlineData("simulation", "simulation")]
    [InlineData("local", "local")]
    [InlineData("ssh", "ssh")]
    public void The_fixture_runs_the_same_tests_on_the_provider_named_by_the_environment_variable(string name, string provider)
    {
        WriteHosts();
        WriteAgent();

        Dictionary<string, Result> results = HostRun.Of(nameof(AnyProvider), ("SCALEWRIGHT_PROVIDER", name), ("HOST_FOLDER", lab.Folder));

        results.Count.ShouldBe(2);
        Result passed = results["Each_node_runs_commands_stores_files_and_handles_service_calls"];
        passed.State.ShouldBe("passed", passed.Message);
        Result failed = results["A_failing_test_reports_the_log_folder_of_its_nodes"];
        failed.State.ShouldBe("failed");
        failed.Message.ShouldContain($"with provider '{name}', named {provider}");
        string logs = LogFolder().Match(failed.Message).Groups["path"].Value;
        logs.ShouldStartWith(lab.At("logs", nameof(AnyProvider)));
        Directory
            .EnumerateFiles(logs, "*.log", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .ShouldContain(text => text.Contains("bob asks", StringComparison.Ordinal));
        Directory.Delete(lab.At("logs"), recursive: true);
        LeftBehind().ShouldBeEmpty();
    }

    private void WriteHosts()
    {
        string[] hosts = [.. Enumerable.Range(1, 2).Select(number => $"\"node-{number}\": {{\"address\": \"{SshLab.HostOf(number)}\"}}")];
        File.WriteAllText(lab.At("hosts.json"), $"{{\"hosts\": {{{string.Join(", ", hosts)}}}}}");
    }

    // A test build consists of several files, so a script starts it.
    private void WriteAgent()
    {
        string agent = lab.At("agent");
        string built = Repository.At(
            "tests",
            "support",
            "Testing.Host",
            "bin",
            AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug",
            "net10.0",
            "testing-host"
        );
        File.WriteAllText(
            agent,
            $"#!/bin/sh\nexport DOTNET_ROOT='{Path.GetDirectoryName(Environment.ProcessPath)}'\nexec '{built}' \"$@\"\n"
        );
        lab.OnHub("chmod", "755", agent);
    }

    private string[] LeftBehind() =>
        [
            .. Enumerable
                .Range(1, 2)
                .SelectMany(number => Directory.EnumerateFileSystemEntries(lab.At($"{number}", "tmp"), "*any-provider*")),
            .. Directory.EnumerateFiles("/tmp", $"{Path.GetFileName(lab.Folder)}-any-provider-*"),
            .. Directory.Exists(lab.At("nodes")) ? Directory.EnumerateFileSystemEntries(lab.At("nodes")) : [],
        ];

    [GeneratedRegex("^logs of its nodes: (?<path>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LogFolder();
}
