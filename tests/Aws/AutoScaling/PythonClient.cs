namespace AutoScaling.Tests;

internal static class PythonClient
{
    private const string Python = "/usr/bin/python3";

    public static async Task<(int Exit, string Output)> RunAsync(
        string client,
        string url,
        AccessKey key,
        params (string Name, string Value)[] variables
    )
    {
        ProcessStartInfo start = new(Python, [Path.Combine(AppContext.BaseDirectory, "Clients", client)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        (string, string)[] all =
        [
            ("PHANTOM_URL", url),
            ("AS_ENDPOINT", url),
            ("EC2_ACCESS_KEY", key.AccessKeyId),
            ("EC2_SECRET_KEY", key.SecretAccessKey),
            ("AWS_ACCESS_KEY_ID", key.AccessKeyId),
            ("AWS_SECRET_ACCESS_KEY", key.SecretAccessKey),
            .. variables,
        ];
        foreach ((string name, string value) in all)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
