namespace Simulation.Tests.HighAvailability.Pacemaker;

/// <summary>Needs Pacemaker's scheduler on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SimulateFactAttribute : FactAttribute
{
    public SimulateFactAttribute() => Skip = File.Exists(CrmSimulate.Program) ? null : $"needs {CrmSimulate.Program} of pacemaker-cli-utils";
}
