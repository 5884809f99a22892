using TestPrograms.Storage;

namespace TestPrograms;

internal static class StorageRole
{
    public static async Task<int> RunAsync(string[] args) => await StorageServerProgram.TryRunAsync(args) ? 0 : 2;
}
