using System.Diagnostics;

namespace AutoScaling.Independent.Tests;

/// <summary>
/// A test that needs a checkout of moto and the modules that its tests import; skipped, and said so, without them.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MotoSuiteFactAttribute : FactAttribute
{
    public MotoSuiteFactAttribute(string variable)
    {
        Variable = variable;
        if (!Directory.Exists(
            Path.Combine(Environment.GetEnvironmentVariable(variable) ?? "", "tests", "test_autoscaling")))
        {
            Skip = $"{variable} names no checkout of github.com/getmoto/moto";
        }
        else if (!HasModules())
        {
            Skip = "/usr/bin/python3 lacks boto3, pytest, freezegun or cryptography; install Debian's python3-boto3, "
                + "python3-pytest, python3-freezegun and python3-cryptography";
        }
    }

    /// <summary>Environment variable with the folder of the checkout.</summary>
    public string Variable { get; }

    private static bool HasModules()
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3",
            ["-c", "import boto3, pytest, freezegun, cryptography"]) { RedirectStandardError = true,
            UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
