using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace BlindVla.EndToEnd.Tests;

/// <summary>A real Slurm of two nodes on this machine, with a controller and an authentication service of its own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SlurmCluster : IDisposable
{
    private const string ConfigurationVariable = "SLURM_CONF";
    private static readonly string[] Programs = ["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch"];

    private readonly List<Process> _services = [];
    private readonly string _folder;

    private SlurmCluster(string folder) => _folder = folder;

    /// <summary>Why there can be none on this machine; null where there can.</summary>
    public static string? Lack =>
        Programs.FirstOrDefault(program => !File.Exists(program)) is { } missing
            ? $"no {missing}: install the Debian packages slurm-wlm and munge"
            : null;

    /// <param name="folder">Where it keeps everything; there already.</param>
    public static SlurmCluster Start(string folder)
    {
        var cluster = new SlurmCluster(folder);
        try
        {
            var key = cluster.PathOf("munge.key");
            File.WriteAllBytes(key, RandomNumberGenerator.GetBytes(1024));
            File.SetUnixFileMode(key, UnixFileMode.UserRead);
            // It ends with its socket: --foreground, as a child of this process.
            cluster.Serve(
                "/usr/sbin/munged",
                "Created ",
                "--foreground",
                "--force",
                $"--key-file={key}",
                $"--socket={cluster.Socket}",
                $"--pid-file={cluster.PathOf("munged.pid")}",
                $"--seed-file={cluster.PathOf("munge.seed")}"
            );
            File.WriteAllText(cluster.PathOf("slurm.conf"), cluster.Configuration());
            Environment.SetEnvironmentVariable(ConfigurationVariable, cluster.PathOf("slurm.conf"));
            cluster.Serve("/usr/sbin/slurmctld", "Running as primary controller", "-D");
            foreach (var node in Nodes)
                cluster.Serve("/usr/sbin/slurmd", "started", "-D", "-N", node);
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    public static string[] Nodes { get; } = ["n1", "n2"];

    /// <summary>One of Slurm's commands.</summary>
    public static string Ask(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program}: {error.Result}");
        return output;
    }

    public void Dispose()
    {
        foreach (var service in Enumerable.Reverse(_services))
        {
            service.Kill(entireProcessTree: true);
            service.WaitForExit();
            service.Dispose();
        }
        Environment.SetEnvironmentVariable(ConfigurationVariable, null);
    }

    private string Socket => PathOf("munge.socket");

    private string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Starts a program that stays, and waits for a line of its log.</summary>
    private void Serve(string program, string ready, params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        _services.Add(process);
        var log = new List<string>();
        while (process.StandardError.ReadLine() is { } line)
        {
            log.Add(line);
            if (line.Contains(ready, StringComparison.Ordinal))
            {
                // It would stop where nobody reads what it says.
                _ = process.StandardError.ReadToEndAsync();
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }
        Assert.Fail($"{program} ended:\n{string.Join('\n', log)}");
    }

    private string Configuration() =>
        $"""
            ClusterName=test
            SlurmctldHost={Dns.GetHostName()}(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmUser={Environment.UserName}
            SlurmdUser={Environment.UserName}
            AuthType=auth/munge
            AuthInfo=socket={Socket}
            CredType=cred/munge
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            MailProg=/bin/true
            MpiDefault=none
            ReturnToService=2
            KillWait=2
            StateSaveLocation={Directory.CreateDirectory(PathOf("state"))}
            SlurmdSpoolDir={_folder}/spool-%n
            SlurmctldPidFile={PathOf("slurmctld.pid")}
            SlurmdPidFile={_folder}/slurmd-%n.pid
            AccountingStorageType=accounting_storage/none
            JobAcctGatherType=jobacct_gather/none
            {string.Join(
                '\n',
                Nodes.Select(name => $"NodeName={name} NodeHostname={Dns.GetHostName()} NodeAddr=127.0.0.1 Port={FreePort()} CPUs=1")
            )}
            PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP

            """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
