using Scalewright.Agents.Services;

namespace ThreePlaces;

/// <summary>What a node is asked to do.</summary>
[AgentService]
[AgentError(typeof(TooLongException))]
public partial interface IWords
{
    /// <summary>The lengths of words, each as soon as it came.</summary>
    /// <param name="words">The words.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<int> MeasureAsync(IAsyncEnumerable<string> words, CancellationToken cancellationToken);

    /// <summary>Who answers.</summary>
    /// <param name="name">Who asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TooLongException">The name is longer than 8 characters.</exception>
    Task<string> GreetAsync(string name, CancellationToken cancellationToken);
}
