namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Options that cannot be, all told at once.</summary>
internal sealed class WrongOptions
{
    private readonly List<string> _wrong = [];

    /// <summary>Tells one, where it is wrong.</summary>
    /// <param name="isWrong">Whether it is.</param>
    /// <param name="option">Its name.</param>
    /// <param name="found">What was found, and what is wrong with it.</param>
    /// <param name="advice">What would be accepted, as a clause.</param>
    public void Add(bool isWrong, string option, FormattableString found, string advice)
    {
        if (isWrong)
        {
            _wrong.Add($"{option}: {FormattableString.Invariant(found)}; {advice}");
        }
    }

    /// <summary>Throws them.</summary>
    /// <exception cref="ArgumentException">There are some: one line for each.</exception>
    public void Throw()
    {
        if (_wrong.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, _wrong));
        }
    }
}
