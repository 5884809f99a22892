using System.Runtime.CompilerServices;

namespace Services.Tests;

internal sealed class Trial(ServiceContext context) : ITrial
{
    public int Calls { get; private set; }

    public List<string> Ended { get; } = [];

    public int Taken { get; private set; }

    public Task<string> GreetAsync(string name, int times, CancellationToken cancellationToken) =>
        Task.FromResult($"{string.Concat(Enumerable.Repeat($"hello {name}, ", times))}from {context.Node}");

    public ValueTask<Parcel> EchoAsync(Parcel parcel, CancellationToken cancellationToken) => new(parcel);

    public Task<byte[]> TurnAsync(byte[] bytes, CancellationToken cancellationToken) => Task.FromResult(bytes.Reverse().ToArray());

    public Task CountAsync(CancellationToken cancellationToken)
    {
        Calls++;
        return Task.CompletedTask;
    }

    public Task SayAsync(string words, CancellationToken cancellationToken)
    {
        context.Log.Write(20, "trial", words);
        return Task.CompletedTask;
    }

    public async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Calls++;
        try
        {
            await Task.Delay(time, context.Clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Ended.Add("wait");
            throw;
        }
    }

    public Task FailAsync(string how, CancellationToken cancellationToken) =>
        how switch
        {
            "quota" => throw new QuotaException("too much", null) { Limit = 5, Owner = "ann" },
            _ => throw new InvalidOperationException(how),
        };

    public async IAsyncEnumerable<int> CountToAsync(int last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (int number = 1; number <= last; number++)
            {
                Taken = number;
                yield return number;
                if (number % 100 == 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), context.Clock, cancellationToken);
                }
            }
        }
        finally
        {
            Ended.Add("count");
        }
    }

    public async Task<long> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        long sum = 0;
        await foreach (int number in numbers.WithCancellation(cancellationToken))
        {
            sum += number;
            if (number < 0)
            {
                break;
            }
        }

        return sum;
    }

    public async IAsyncEnumerable<string> ShoutAsync(
        string mark,
        IAsyncEnumerable<string> words,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (string word in words.WithCancellation(cancellationToken))
        {
            yield return word.ToUpperInvariant() + mark;
        }
    }
}
