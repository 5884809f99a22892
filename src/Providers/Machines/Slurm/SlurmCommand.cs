namespace Scalewright.Providers.Slurm;

/// <summary>
/// Removes Slurm's variables of the surrounding shell or job from the environment of Slurm's commands. Variables such
/// as <c>SQUEUE_PARTITION</c> and <c>SBATCH_TIMELIMIT</c> change the behavior of the commands.
/// </summary>
internal static class SlurmCommand
{
    /// <summary>Exit code for a missing command.</summary>
    public const int MissingCode = 127;

    /// <summary>First exit code of a command that was killed by a signal.</summary>
    public const int SignalCode = 128;

    // Slurm's configuration and credentials, which apply to all commands.
    private static readonly string[] Kept = ["SLURM_CONF", "SLURM_JWT"];

    // A script removes the variables, because commands may run on a login node. LC_ALL=C processes bytes, because
    // values may not be valid text.
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

    /// <summary>Returns the command line that runs a command without these variables.</summary>
    /// <param name="variables">Names of the variables to keep, because they are set for the command.</param>
    public static ValueList<string> Create(IEnumerable<string> arguments, IEnumerable<string> variables) =>
        ["sh", "-c", Script, "sh", string.Join(' ', Kept.Concat(variables)), .. arguments];
}
