using System.Diagnostics;

namespace Chameleon.Tests;

/// <summary>The real openstack command, of whatever version this machine has, with a home of its own.</summary>
internal static class OpenStackCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs some commands in one process, which takes seconds to start.</summary>
    /// <param name="identity">The identity service.</param>
    /// <param name="region">The site.</param>
    /// <param name="commands">What is done, one after the other.</param>
    /// <returns>What it said, and what it complained about.</returns>
    public static async Task<(string[] Lines, string Error)> RunAsync(Uri identity, string region, params string[] commands)
    {
        string home = Directory.CreateTempSubdirectory("openstack").FullName;
        try
        {
            ProcessStartInfo start = new(Find()!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = home };
            foreach (string inherited in start.Environment.Keys.Where(key => key.StartsWith("OS_", StringComparison.Ordinal)).ToArray())
            {
                start.Environment.Remove(inherited);
            }

            (start.Environment["HOME"], start.Environment["OS_AUTH_URL"], start.Environment["OS_REGION_NAME"]) = (home, identity.ToString(), region);
            (start.Environment["OS_AUTH_TYPE"], start.Environment["OS_APPLICATION_CREDENTIAL_ID"], start.Environment["OS_APPLICATION_CREDENTIAL_SECRET"]) = ("v3applicationcredential", "ann", "secret");
            using Process process = Process.Start(start)!;
            using CancellationTokenSource late = new(Patience);
            Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(late.Token);
            await process.StandardInput.WriteAsync(string.Concat(commands.Select(command => $"{command}\n")));
            process.StandardInput.Close();
            await process.WaitForExitAsync(late.Token);
            return ((await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), await error);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "openstack")).FirstOrDefault(File.Exists);
}
