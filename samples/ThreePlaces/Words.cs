using System.Runtime.CompilerServices;
using Scalewright.Agents.Services;

namespace ThreePlaces;

/// <summary>What answers on a node.</summary>
internal sealed class Words(ServiceContext context) : IWords
{
    private const int LengthMax = 8;

    public async IAsyncEnumerable<int> MeasureAsync(IAsyncEnumerable<string> words, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string word in words.WithCancellation(cancellationToken))
        {
            yield return word.Length;
        }
    }

    public Task<string> GreetAsync(string name, CancellationToken cancellationToken)
    {
        context.Log.Write(20, "words", $"{name} asks");
        return name.Length > LengthMax
            ? throw new TooLongException($"'{name}' has {name.Length} characters", null) { LengthMax = LengthMax }
            : Task.FromResult($"hello {name}, here is {context.Node}");
    }
}
