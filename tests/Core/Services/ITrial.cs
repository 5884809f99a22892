namespace Services.Tests;

/// <summary>One method for each feature of a service.</summary>
[AgentService("examples.trial")]
[AgentError(typeof(QuotaException))]
public partial interface ITrial
{
    Task<string> GreetAsync(string name, int times, CancellationToken cancellationToken);

    ValueTask<Parcel> EchoAsync(Parcel parcel, CancellationToken cancellationToken);

    Task<byte[]> TurnAsync(byte[] bytes, CancellationToken cancellationToken);

    Task SayAsync(string words, CancellationToken cancellationToken);

    Task CountAsync(CancellationToken cancellationToken);

    [AgentCall(TimeoutSeconds = 2)]
    Task WaitAsync(TimeSpan time, CancellationToken cancellationToken);

    Task FailAsync(string how, CancellationToken cancellationToken);

    IAsyncEnumerable<int> CountToAsync(int last, CancellationToken cancellationToken);

    Task<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken);

    IAsyncEnumerable<string> ShoutAsync(string mark, IAsyncEnumerable<string> words, CancellationToken cancellationToken);
}
