using System.CommandLine;
using System.Globalization;

namespace ScalehubSample;

/// <summary><c>--jobs</c>: how many runs there are at the same time.</summary>
internal static class JobsOption
{
    /// <summary>The option; a number below 1 is a wrong word.</summary>
    /// <param name="otherwise">What it is when it is not given.</param>
    public static Option<int?> Make(string otherwise)
    {
        Option<int?> jobs = new("--jobs", "-j") { Description = $"Runs at the same time, 1 or more; results are the same. Default: {otherwise}." };
        jobs.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) && count < 1)
            {
                result.AddError($"{result.IdentifierToken?.Value ?? jobs.Name} {word}: use 1 or more");
            }
        });
        return jobs;
    }
}
