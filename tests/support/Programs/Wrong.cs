namespace TestPrograms;

internal static class Wrong
{
    public static Task<int> RoleAsync(string[] args) => TellAsync($"'{string.Join(' ', args)}': no role; Program.cs has them");

    /// <param name="usage">For example <c>grid5000 ADDRESS</c>.</param>
    public static Task<int> WordsAsync(string usage) => TellAsync($"use: {usage}");

    private static async Task<int> TellAsync(string line)
    {
        await Console.Error.WriteLineAsync(line);
        return 2;
    }
}
