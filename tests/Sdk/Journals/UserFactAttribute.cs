namespace Sdk.Tests.Journals;

/// <summary>A test that needs rights to be refused: skipped, visibly, for the user to whom nothing is.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UserFactAttribute : FactAttribute
{
    public UserFactAttribute()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Skip = "root may write everywhere; the read-only mount is tested instead";
        }
    }
}
