using TestPrograms.Storage;

namespace TestPrograms;

/// <summary>Plays a storage server on a node.</summary>
internal static class StorageRole
{
    public static async Task<int> RunAsync(string[] args) => await StorageNode.TryRunAsync(args) ? 0 : 2;
}
