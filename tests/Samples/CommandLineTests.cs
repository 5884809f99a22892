using Tests.Shared;

namespace Samples.Tests;

/// <summary>The samples read their command lines as the tool does: what looks like an option is one, or wrong usage.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("QuickStart", "--sede 7", "unknown option '--sede'; did you mean '--seed'?")]
    [InlineData("QuickStart", "--out --sede", "unknown option '--sede'; did you mean '--seed'?")]
    [InlineData("QuickStart", "farm", "unexpected argument 'farm'; leave it out")]
    [InlineData("StorageManager", "--prot 0", "unknown option '--prot'; did you mean '--port'?")]
    [InlineData("StorageSimulator", "stup", "unknown command 'stup'; did you mean 'setup'?")]
    [InlineData("StorageSimulator", "setup --confg park", "unknown option '--confg'; did you mean '--config'?")]
    [InlineData("Tournament", "--sedes 3", "unknown option '--sedes'; did you mean '--seeds'?")]
    [InlineData("VirtCluster", "run --shs hosts.json", "unknown option '--shs'; did you mean '--ssh'?")]
    [InlineData("VirtCluster", "rnu", "unknown command 'rnu'; did you mean 'run'?")]
    public void A_misspelt_word_is_wrong_usage_and_the_nearest_one_is_named(string sample, string arguments, string message)
    {
        using TemporaryFolder folder = new();

        CommandResult result = Command.Dotnet(
            folder.Root, new Dictionary<string, string>(), [Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. arguments.Split(' ')]);

        result.ExitCode.ShouldBe(2, result.Text);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldStartWith(message);
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }
}
