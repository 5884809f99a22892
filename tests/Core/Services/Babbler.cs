namespace Services.Tests;

internal sealed class Babbler : IServiceCaller
{
    public string Node => "n7";

    public Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult<ReadOnlyMemory<byte>>("bla"u8.ToArray());

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        ServiceRequest request,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        yield return await CallAsync(request, cancellationToken);
    }
}
