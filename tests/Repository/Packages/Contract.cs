namespace Packages.Tests;

/// <summary>The tests of the provider contract, by their marks.</summary>
internal static class Contract
{
    /// <summary>How many there are that need no agent on nodes.</summary>
    public static int Count => CountOf("[ContractFact]");

    /// <summary>How many need one.</summary>
    public static int AgentCount => CountOf("[ContractFact(NeedsAgent = true)]");

    private static int CountOf(string mark) => Directory.EnumerateFiles(Repository.At("src", "Sdk", "Testing", "ProviderContract"), "*.cs")
        .Sum(file => File.ReadLines(file).Count(line => line.Trim() == mark));
}
