namespace TestPrograms;

/// <summary>What no role takes.</summary>
internal static class Wrong
{
    /// <summary>Tells that there is no such role.</summary>
    /// <returns>The program's exit code.</returns>
    public static Task<int> RoleAsync(string[] args) => TellAsync($"'{string.Join(' ', args)}': no role; Program.cs has them");

    /// <summary>Tells what a role takes.</summary>
    /// <param name="usage">As in <c>grid5000 ADDRESS</c>.</param>
    /// <returns>The program's exit code.</returns>
    public static Task<int> WordsAsync(string usage) => TellAsync($"use: {usage}");

    private static async Task<int> TellAsync(string line)
    {
        await Console.Error.WriteLineAsync(line);
        return 2;
    }
}
