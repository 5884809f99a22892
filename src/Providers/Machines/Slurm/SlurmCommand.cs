namespace Scalewright.Providers.Slurm;

/// <summary>
/// Runs Slurm's commands without variables of the surrounding shell or job. Variables like <c>SQUEUE_PARTITION</c> or
/// <c>SBATCH_TIMELIMIT</c> change what the commands show and do.
/// </summary>
internal static class SlurmCommand
{
    /// <summary>Exit code for a missing command.</summary>
    public const int MissingCode = 127;

    // Location of Slurm and credentials, which are the same for all commands.
    private static readonly string[] Kept = ["SLURM_CONF", "SLURM_JWT"];

    // In a script and not in this process, because commands may run on a login node. In bytes, because values may not
    // be valid text.
    private const string Script = """
        sw_kept=" $1 "; shift
        for sw_name in $(env |
          LC_ALL=C sed -nE 's/^((SALLOC|SBATCH|SCANCEL|SCONTROL|SINFO|SLURM|SLURMD|SQUEUE|SRUN)_[A-Za-z0-9_]*)=.*/\1/p')
        do
            case "$sw_kept" in *" $sw_name "*) ;; *) unset "$sw_name" ;; esac
        done
        command -v -- "$1" >/dev/null 2>&1 || { echo "there is no such program" >&2; exit 127; }
        exec "$@"
        """;

    /// <summary>Returns the command line that runs a command this way.</summary>
    /// <param name="variables">Names of the variables set for it on purpose.</param>
    public static ValueList<string> Of(IEnumerable<string> words, IEnumerable<string> variables) =>
        ["sh", "-c", Script, "sh", string.Join(' ', Kept.Concat(variables)), .. words];
}
