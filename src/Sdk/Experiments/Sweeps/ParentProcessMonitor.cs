using System.Diagnostics;

namespace Scalewright.Sweeps;

/// <summary>Terminates an element after its controller has exited, so that it does not compete with a restarted
/// sweep.</summary>
internal static class ParentProcessMonitor
{
    private const string Variable = "SCALEWRIGHT_SWEEP_CONTROLLER";

    /// <summary>Environment variables for elements, with the ID of this process.</summary>
    public static ValueMap<string> Variables =>
        ValueMap<string>.Empty.With(Variable, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Monitors the controller of an element. A kill is safe: results are written line by line.</summary>
    public static void Start()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out int controller))
        {
            _ = EndWithAsync(controller);
        }
    }

    private static async Task EndWithAsync(int controller)
    {
        try
        {
            using Process watched = Process.GetProcessById(controller);
            await watched.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // The controller has already exited.
        }

        using Process currentProcess = Process.GetCurrentProcess();
        currentProcess.Kill();
    }
}
