namespace Packages.Tests;

internal static class Contract
{
    /// <summary>Excludes tests that need an agent on nodes.</summary>
    public static int Count => CountOf("[ContractFact]");

    public static int AgentCount => CountOf("[ContractFact(NeedsAgent = true)]");

    /// <summary>Tests that need the provider of a program that is killed.</summary>
    public static int KillCount => CountOf("[ContractFact(NeedsKills = true)]");

    private static int CountOf(string mark) =>
        Directory
            .EnumerateFiles(Repository.At("src", "Sdk", "Testing", "ProviderContract"), "*.cs")
            .Sum(file => File.ReadLines(file).Count(line => line.Trim() == mark));
}
