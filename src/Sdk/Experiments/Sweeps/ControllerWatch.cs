using System.Diagnostics;

namespace Scalewright.Sweeps;

/// <summary>Ends an element of this machine when the program that began it is gone: nobody waits for it, and whoever begins the sweep again would compute the same points beside it.</summary>
internal static class ControllerWatch
{
    private const string Variable = "SCALEWRIGHT_SWEEP_CONTROLLER";

    /// <summary>What an element is told of this program.</summary>
    public static ValueMap<string> Variables => ValueMap<string>.Empty.With(Variable, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Watches from now on, where this is an element that was told of its controller. A kill is safe: results are written line by line.</summary>
    public static void Begin()
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
            // It was gone before it could be looked for.
        }

        using Process own = Process.GetCurrentProcess();
        own.Kill();
    }
}
