namespace Scalewright.Providers.Ssh.Masters;

/// <summary>A login did not come about.</summary>
internal sealed class LoginException(Problem problem, bool mayRetry) : IOException(problem.Found)
{
    public Problem Problem => problem;

    /// <summary>Whether the server did nothing and may be asked again.</summary>
    public bool MayRetry => mayRetry;
}
