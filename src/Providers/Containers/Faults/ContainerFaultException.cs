namespace Scalewright.Providers.Containers.Faults;

/// <summary>Thrown when a fault cannot be injected or reverted.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly: it becomes a ProviderException.")]
internal sealed class ContainerFaultException(Problem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    public Problem Problem => problem;
}
