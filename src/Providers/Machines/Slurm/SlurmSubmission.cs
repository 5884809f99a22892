using System.Text.RegularExpressions;

namespace Scalewright.Providers.Slurm;

/// <summary>
/// Finds job IDs in the output of <c>sbatch</c>. Wrappers and plugins of a site (<c>job_submit</c>, <c>cli_filter</c>)
/// print other lines before and after the ID, and some wrappers drop the option <c>--parsable</c>.
/// </summary>
internal static partial class SlurmSubmission
{
    /// <summary>Returns the different IDs in lines of the forms <c>42</c>, <c>42;cluster</c> and
    /// <c>Submitted batch job 42 on cluster c</c>. Numbers in other lines are not IDs.</summary>
    public static long[] FindJobs(string output) =>
        [
            .. output
                .Split(['\n', '\r'])
                .Select(line => Line.Match(line))
                .Where(match => match.Success)
                .Select(match =>
                    uint.TryParse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) ? id : 0
                )
                .Where(id => id > 0)
                .Select(id => (long)id)
                .Distinct(),
        ];

    // sbatch(1): '--parsable' prints the ID and, if there are several clusters, ';' and the name of the cluster.
    [GeneratedRegex(
        @"^\s*(?:(?<id>[0-9]{1,10})(?:;[\w.-]*)?|(?:sbatch: )?Submitted batch job (?<id>[0-9]{1,10})(?: on cluster [\w.-]+)?)\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Line { get; }
}
