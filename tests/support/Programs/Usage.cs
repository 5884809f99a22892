namespace TestPrograms;

internal static class Usage
{
    public static Task<int> ReportRoleAsync(string[] args) => WriteErrorAsync($"'{string.Join(' ', args)}': no role; Program.cs has them");

    /// <param name="usage">For example <c>grid5000 ADDRESS</c>.</param>
    public static Task<int> ReportArgumentsAsync(string usage) => WriteErrorAsync($"use: {usage}");

    private static async Task<int> WriteErrorAsync(string line)
    {
        await Console.Error.WriteLineAsync(line);
        return 2;
    }
}
