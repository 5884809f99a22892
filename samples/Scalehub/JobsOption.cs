using System.CommandLine;
using System.Globalization;

namespace ScalehubSample;

/// <summary><c>--jobs</c>: maximum number of concurrent runs.</summary>
internal static class JobsOption
{
    /// <summary>Creates the option, which rejects numbers below 1.</summary>
    /// <param name="otherwise">Description of the default.</param>
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
