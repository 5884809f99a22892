using System.Globalization;
using System.Text;

namespace Benchmarks.Reading;

/// <summary>Profile file of many lines, as a program would write it.</summary>
public static class ClusterText
{
    private const int LinesPerProfile = 20;

    /// <summary>Returns the bytes of the file.</summary>
    /// <param name="lines">Approximate number of lines.</param>
    public static byte[] Write(int lines)
    {
        StringBuilder text = new("profiles:\n");
        for (int i = 0; i < lines / LinesPerProfile; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                  - name: web-{i}
                    plugin: builtin
                    count: {1 + (i % 7)}
                    containers: {i % 100}
                    containers_per_node: 10
                    hostname_prefix: "w{i}"
                    node_template:
                      cpu: 2
                      memory: 2048
                      image: ubuntu.qc2
                    container_template:
                      cpu: 1
                      rootfs: otsimfs.tgz
                      networks:
                        - name: MGMT
                          network: 10.{i % 256}.0.0/16
                    start_scripts: [scripts/a.sh, 'scripts/b.sh']
                    labels:
                      role: web
                      shard: 's{i}'

                """
            );
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
