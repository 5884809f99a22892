namespace Services.Tests;

/// <summary>A service that blocks the thread it is called on.</summary>
[AgentService("examples.gate")]
public partial interface IGate
{
    Task HoldAsync(CancellationToken cancellationToken);

    Task OpenAsync(CancellationToken cancellationToken);

    Task PassAsync(int number, CancellationToken cancellationToken);
}
