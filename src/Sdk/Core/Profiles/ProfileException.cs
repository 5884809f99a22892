namespace Scalewright.Profiles;

/// <summary>A profile, or a file of profiles, is not what can be expanded.</summary>
public sealed class ProfileException : ScalewrightException
{
    internal ProfileException(string subject, ValueList<Problem> problems)
        : base(subject, problems)
    {
    }
}
