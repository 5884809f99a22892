namespace TestPrograms;

[AgentService("flood")]
internal partial interface IFlood
{
    /// <summary>Logs <c>event 1</c>, <c>event 2</c> and so on, as fast as possible.</summary>
    Task SayAsync(int lines, CancellationToken cancellationToken);
}
