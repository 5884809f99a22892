namespace Scalewright.Providers.Slurm;

/// <summary>Commands of Slurm without what a shell or a job around them has set for its own ones: variables as <c>SQUEUE_PARTITION</c> or <c>SBATCH_TIMELIMIT</c> change what they show and do.</summary>
internal static class SlurmCommand
{
    /// <summary>What the command ends with that is not there.</summary>
    public const int MissingCode = 127;

    // Where Slurm is, and who asks: the same for all commands.
    private static readonly string[] Kept = ["SLURM_CONF", "SLURM_JWT"];

    // Here and not in this process, since commands may run on a login node. Bytes, because values may be no text.
    private const string Script = """
        sw_kept=" $1 "; shift
        for sw_name in $(env | LC_ALL=C sed -nE 's/^((SALLOC|SBATCH|SCANCEL|SCONTROL|SINFO|SLURM|SLURMD|SQUEUE|SRUN)_[A-Za-z0-9_]*)=.*/\1/p'); do
            case "$sw_kept" in *" $sw_name "*) ;; *) unset "$sw_name" ;; esac
        done
        command -v -- "$1" >/dev/null 2>&1 || { echo "there is no such program" >&2; exit 127; }
        exec "$@"
        """;

    /// <summary>The words that run a command so.</summary>
    /// <param name="variables">What is set for it on purpose, by name.</param>
    public static ValueList<string> Of(IEnumerable<string> words, IEnumerable<string> variables) => ["sh", "-c", Script, "sh", string.Join(' ', Kept.Concat(variables)), .. words];
}
